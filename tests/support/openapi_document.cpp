#include "support/openapi_document.hpp"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fairdraw::testing {

namespace {

using Json = nlohmann::json;

// YAML 1.2's core schema; quoted scalars are text whatever they look like.
Json scalar(const YAML::Node& node) {
    const auto& text = node.Scalar();
    if (node.Tag() == "!") return text;
    if (text == "true") return true;
    if (text == "false") return false;
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    long long number = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, number).ptr == end) return number;
    return text;
}

Json to_json(const YAML::Node& node) {
    if (node.IsMap()) {
        Json object = Json::object();
        for (const auto& member : node) object[member.first.Scalar()] = to_json(member.second);
        return object;
    }
    if (node.IsSequence()) {
        Json array = Json::array();
        for (const auto& element : node) array.push_back(to_json(element));
        return array;
    }
    return node.IsScalar() ? scalar(node) : Json();
}

Json resolved(const Json& node, const Json& root) {
    if (node.is_array()) {
        Json array = Json::array();
        for (const auto& element : node) array.push_back(resolved(element, root));
        return array;
    }
    if (!node.is_object()) return node;
    Json object = Json::object();
    if (node.contains("$ref")) {
        const auto name = node["$ref"].get<std::string>();
        const Json::json_pointer pointer(name.substr(1));
        if (!root.contains(pointer)) throw std::runtime_error("nothing at " + name);
        object = resolved(root.at(pointer), root);
    }
    for (const auto& [key, value] : node.items()) {
        if (key != "$ref") object[key] = resolved(value, root);
    }
    return object;
}

// Adds to `object` what `part` says about an object: both hold.
void merge(Json& object, const Json& part) {
    for (const auto& piece : part.value("allOf", Json::array())) merge(object, piece);
    const Json properties = part.value("properties", Json::object());
    for (const auto& [name, schema] : properties.items()) {
        auto& known = object["properties"][name];
        known = known.is_null() ? schema : Json{{"allOf", {known, schema}}};
    }
    for (const auto& name : part.value("required", Json::array())) object["required"].push_back(name);
}

Json closed(const Json& node) {
    if (!node.is_structured()) return node;
    Json result = node.is_array() ? Json::array() : Json::object();
    for (const auto& [key, value] : node.items()) {
        if (node.is_array()) {
            result.push_back(closed(value));
        } else {
            result[key] = closed(value);
        }
    }
    if (!result.is_object() || result.value("unevaluatedProperties", Json(true)) != Json(false))
        return result;
    Json object{{"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}};
    merge(object, result);
    object["additionalProperties"] = false;
    return object;
}

}  // namespace

nlohmann::json read_openapi(const std::filesystem::path& file) {
    const Json document = to_json(YAML::LoadFile(file.string()));
    return closed(resolved(document, document));
}

}  // namespace fairdraw::testing
