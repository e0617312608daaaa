// A merchant's list of users, as it is uploaded: read strictly, and taken as a whole or not at all. Pure; any
// thread.
//
// text/csv (RFC 4180): one field a line, quoted or not; a first line `user`, in any case, is the header. application/
// x-ndjson: {"user": "..."} a line. Lines end with LF or CRLF, the last may do without, and none is empty. A
// byte order mark at the beginning is passed over.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "api/refusal.hpp"
#include "fairdraw/bytes.hpp"

namespace fairdraw::coupons {

inline constexpr std::size_t max_listed_users = 1'000'000;

enum class ListFormat { csv, ndjson };

// Of a Content-Type, whatever its parameters. Nothing: another.
std::optional<ListFormat> list_format(std::string_view content_type);

// The users in their order, also who is named twice. The refusal names the first wrong lines by number, from
// 1, and how many more there are; it repeats nothing of them.
tl::expected<std::vector<std::string>, api::Refusal> read_user_list(ListFormat format, std::string_view body);

// SHA-256 of the users, each followed by LF: the same list, in whatever format it came.
Hash list_hash(const std::vector<std::string>& users);

}  // namespace fairdraw::coupons
