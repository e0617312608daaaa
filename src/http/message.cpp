#include "http/message.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/fields.hpp"
#include "http/percent_encoding.hpp"

namespace fairdraw::http {

bool Caller::has_scope(std::string_view scope) const {
    return std::ranges::find(scopes, scope) != scopes.end();
}

bool Caller::has_segment(std::string_view segment) const {
    return std::ranges::find(segments, segment) != segments.end();
}

const std::string& Request::path_parameter(std::string_view name) const {
    for (const auto& [parameter, value] : path_parameters) {
        if (parameter == name) return value;
    }
    throw std::out_of_range("no path parameter " + std::string(name));
}

std::optional<std::string> Request::query(std::string_view name) const {
    std::string_view rest = raw_query;
    while (!rest.empty()) {
        auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        auto equals = std::min(pair.find('='), pair.size());
        if (percent_decode_text(pair.substr(0, equals), Plus::is_space) != name) continue;
        return percent_decode_text(pair.substr(std::min(equals + 1, pair.size())), Plus::is_space);
    }
    return std::nullopt;
}

std::optional<std::string> Request::header(std::string_view name) const {
    std::optional<std::string> joined;
    for_each_line(fields, [&](std::string_view line) {
        auto field = split_field(line);
        if (!field || !equal_ignoring_case(field->name, name)) return;
        if (joined) {
            joined->append(", ").append(field->value);
        } else {
            joined = std::string(field->value);
        }
    });
    return joined;
}

Response json_response(int status, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = std::move(body);
    return response;
}

}  // namespace fairdraw::http
