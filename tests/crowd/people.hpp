// Who takes part, with which token, and when they press the button. Pure but for reading the secret.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crowd {

class People {
  public:
    // `secret` signs their tokens (HS256, RFC 7519), valid for `ttl_s` seconds from now.
    People(size_t count, std::string prefix, std::string secret, int64_t ttl_s = 3600);

    size_t count() const { return count_; }
    std::string subject(size_t user) const;
    std::string token(size_t user) const;

  private:
    size_t count_;
    std::string prefix_;
    std::string secret_;
    int64_t issued_s_;  // Unix time
    int64_t expires_s_;
};

// The file's content without the line's end. Throws std::runtime_error when it cannot be read or is empty.
std::string read_secret(const std::string& path);

// One moment a user in microseconds, all different from run to run only by `seed`.
std::vector<int64_t> moments_evenly(size_t users, int64_t over_ms, uint64_t seed);
// Four of five press within the first second, and early in it; the others at any time over the whole.
std::vector<int64_t> moments_as_people_press(size_t users, int64_t over_ms, uint64_t seed);

}  // namespace crowd
