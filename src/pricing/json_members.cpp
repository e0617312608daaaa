#include "pricing/json_members.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fairdraw::pricing {

namespace {

using Json = nlohmann::json;

std::int64_t number_in(const Json& value, const std::string& path, std::int64_t least,
                       std::int64_t greatest) {
    const bool fits = value.is_number_unsigned()
                          ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(greatest)
                          : value.is_number_integer() && value.get<std::int64_t>() <= greatest;
    if (!fits || value.get<std::int64_t>() < least)
        throw Malformed(fmt::format("{}: must be a whole number from {} to {}", path, least, greatest));
    return value.get<std::int64_t>();
}

std::string text_in(const Json& value, const std::string& path, std::size_t most_bytes) {
    if (!value.is_string()) throw Malformed(fmt::format("{}: must be a string", path));
    auto text = value.get<std::string>();
    if (text.empty() || text.size() > most_bytes)
        throw Malformed(fmt::format("{}: must have 1 to {} bytes", path, most_bytes));
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::ranges::any_of(text, is_control))
        throw Malformed(fmt::format("{}: must not hold control characters", path));
    return text;
}

}  // namespace

JsonMembers::JsonMembers(const Json& object, std::string path) : object_(object), path_(std::move(path)) {
    if (!object.is_object())
        throw Malformed(fmt::format("{}: must be a JSON object", path_.empty() ? "the body" : path_));
}

std::string JsonMembers::path_of(const std::string& name) const {
    return path_.empty() ? name : path_ + "." + name;
}

const Json* JsonMembers::find(const char* name) {
    known_.insert(name);
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

const Json& JsonMembers::require(const char* name) {
    const auto* value = find(name);
    if (!value) throw Malformed(fmt::format("{}: is missing", path_of(name)));
    return *value;
}

std::int64_t JsonMembers::number(const char* name, std::int64_t least, std::int64_t greatest) {
    return number_in(require(name), path_of(name), least, greatest);
}

std::optional<std::int64_t> JsonMembers::number_if_any(const char* name, std::int64_t least,
                                                       std::int64_t greatest) {
    const auto* value = find(name);
    return value ? std::optional{number_in(*value, path_of(name), least, greatest)} : std::nullopt;
}

std::string JsonMembers::text(const char* name, std::size_t most_bytes) {
    return text_in(require(name), path_of(name), most_bytes);
}

std::optional<std::string> JsonMembers::text_if_any(const char* name, std::size_t most_bytes) {
    const auto* value = find(name);
    return value ? std::optional{text_in(*value, path_of(name), most_bytes)} : std::nullopt;
}

const Json& JsonMembers::list(const char* name, std::size_t most) {
    const auto& value = require(name);
    if (!value.is_array() || value.empty() || value.size() > most)
        throw Malformed(fmt::format("{}: must be a list of 1 to {}", path_of(name), most));
    return value;
}

std::vector<std::string> JsonMembers::texts(const char* name, std::size_t most, std::size_t most_bytes) {
    std::vector<std::string> texts;
    for (const auto& value : list(name, most))
        texts.push_back(text_in(value, fmt::format("{}[{}]", path_of(name), texts.size()), most_bytes));
    return texts;
}

std::size_t JsonMembers::one_of(const char* name, const std::vector<std::string>& words) {
    const auto& value = require(name);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (value == words[i]) return i;
    throw Malformed(fmt::format("{}: must be one of {}", path_of(name), fmt::join(words, ", ")));
}

void JsonMembers::end() const {
    for (const auto& [name, value] : object_.items())
        if (!known_.contains(name))
            throw Malformed(fmt::format("{}: there is no such member", path_of(name.substr(0, 64))));
}

}  // namespace fairdraw::pricing
