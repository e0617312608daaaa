#include "api/csv.hpp"

#include <utility>

namespace fairdraw::api {

namespace {

constexpr const char* content_type = "text/csv; charset=utf-8; header=present";

}  // namespace

bool wants_csv(const http::Request& request) {
    return request.header("Accept").value_or("").find("text/csv") != std::string::npos;
}

std::string csv_field(const std::string& value) {
    if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
    std::string quoted = "\"";
    for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

http::Response csv_response(std::string text) {
    return {200, content_type, std::move(text)};
}

http::Response csv_export(const std::string& header, std::uint64_t bytes,
                          std::function<void(std::string& lines)> next_lines) {
    const auto first_line = header + "\r\n";
    http::Stream stream;
    stream.length = first_line.size() + bytes;
    stream.next = [first_line, next_lines = std::move(next_lines),
                   begun = false](std::string& chunk) mutable {
        if (begun)
            next_lines(chunk);
        else
            chunk = first_line;
        begun = true;
        return !chunk.empty();
    };
    return {200, content_type, {}, {}, std::move(stream)};
}

}  // namespace fairdraw::api
