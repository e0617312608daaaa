// Long lists as text/csv (RFC 4180), read from the database while they are sent, in bounded memory and on no
// connection in between.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "http/message.hpp"

namespace fairdraw::coupons {

// `next_lines` replaces a text by the lines that follow those it gave before, each with its CRLF; by nothing
// at the end. `bytes` is how many they are together. Called by one thread at a time, while the answer lasts.
http::Response csv_export(const std::string& header, std::uint64_t bytes,
                          std::function<void(std::string& lines)> next_lines);

}  // namespace fairdraw::coupons
