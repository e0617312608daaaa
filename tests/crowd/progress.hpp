// How far a step is: one line that is rewritten on a terminal, a line every few seconds elsewhere. On
// standard error.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace crowd {

class Progress {
  public:
    Progress(std::string what, size_t of);
    ~Progress();  // says where it ended
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(size_t done);

  private:
    void print(bool last) const;

    std::string what_;
    size_t of_;
    size_t done_ = 0;
    bool terminal_;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point printed_;
};

}  // namespace crowd
