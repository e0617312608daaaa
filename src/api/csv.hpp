// Answers as text/csv (RFC 4180), with a header line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "http/message.hpp"

namespace fairdraw::api {

// Whether the request says so in Accept.
bool wants_csv(const http::Request& request);

// A field, quoted where it must be.
std::string csv_field(const std::string& value);

// `text` is all lines, each with its CRLF, the header first.
http::Response csv_response(std::string text);

// A long list, read from the database while it is sent, in bounded memory and on no connection in between.
// `next_lines` replaces a text by the lines that follow those it gave before, each with its CRLF; by nothing
// at the end. `bytes` is how many they are together. Called by one thread at a time, while the answer lasts.
http::Response csv_export(const std::string& header, std::uint64_t bytes,
                          std::function<void(std::string& lines)> next_lines);

}  // namespace fairdraw::api
