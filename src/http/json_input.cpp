#include "http/json_input.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

namespace fairdraw::http {
namespace {

using nlohmann::json;

const json& member(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end()) throw WrongJson{fmt::format("its `{}` is missing", name)};
    return *found;
}

}  // namespace

json parse_object(const std::string& bytes) {
    std::vector<std::set<std::string>> names;  // by depth, of the objects that are open
    const auto refuse_twice = [&](int, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) names.emplace_back();
        if (event == json::parse_event_t::object_end) names.pop_back();
        if (event == json::parse_event_t::key && !names.back().insert(parsed.get<std::string>()).second) {
            throw WrongJson{"it gives a field twice"};
        }
        return true;
    };
    // Which the parser would take for the end, whatever follows.
    if (bytes.find('\0') != std::string::npos) throw WrongJson{"not JSON"};
    try {
        json value = json::parse(bytes, refuse_twice);
        if (!value.is_object()) throw WrongJson{"not a JSON object"};
        return value;
    } catch (const json::exception&) {
        throw WrongJson{"not JSON"};
    }
}

std::string string_in(const json& object, const char* name) {
    const json& value = member(object, name);
    if (!value.is_string()) throw WrongJson{fmt::format("its `{}` is not a string", name)};
    return value.get<std::string>();
}

std::uint64_t number_in(const json& object, const char* name, std::uint64_t largest) {
    const json& value = member(object, name);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest) {
        throw WrongJson{fmt::format("its `{}` is not a number from 0 to {}", name, largest)};
    }
    return value.get<std::uint64_t>();
}

std::vector<std::string> strings_in(const json& object, const char* name) {
    const json& value = member(object, name);
    if (!value.is_array()) throw WrongJson{fmt::format("its `{}` is not a list", name)};
    std::vector<std::string> strings;
    for (const json& element : value) {
        if (!element.is_string())
            throw WrongJson{fmt::format("its `{}` holds something else than strings", name)};
        strings.push_back(element.get<std::string>());
    }
    return strings;
}

}  // namespace fairdraw::http
