// Reads the members of a JSON object strictly: what is not asked for is refused, as is what has another type
// or size; each by its name. Null counts as absent.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace fairdraw::pricing {

/// What is wrong, in words for whoever sent it; on its way out to a tl::expected, and never out of this room.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class JsonMembers {
  public:
    /// `path` is what messages call it, such as "items[3]"; empty for what has no name. The object must stay.
    JsonMembers(const nlohmann::json& object, std::string path);

    std::int64_t number(const char* name, std::int64_t least, std::int64_t greatest);
    std::optional<std::int64_t> number_if_any(const char* name, std::int64_t least, std::int64_t greatest);
    std::string text(const char* name, std::size_t most_bytes);
    std::optional<std::string> text_if_any(const char* name, std::size_t most_bytes);
    /// A list of at least one string.
    std::vector<std::string> texts(const char* name, std::size_t most, std::size_t most_bytes);
    /// Which of these it is: its index.
    std::size_t one_of(const char* name, const std::vector<std::string>& words);
    const nlohmann::json& list(const char* name, std::size_t most);

    void allow(const std::string& name) { known_.insert(name); }
    /// Refuses a member that was neither asked for nor allowed.
    void end() const;

    std::string path_of(const std::string& name) const;

  private:
    const nlohmann::json* find(const char* name);
    const nlohmann::json& require(const char* name);

    const nlohmann::json& object_;
    std::string path_;
    std::set<std::string> known_;
};

}  // namespace fairdraw::pricing
