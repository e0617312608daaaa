// The request line and header section, judged strictly (RFC 9112, sections 2 to 6): whatever two programs on
// the way could frame differently is refused, because that is how requests get smuggled. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

namespace fairdraw::http {

// Views into the bytes that were parsed.
struct RequestHead {
    std::string_view method;
    std::string_view path;    // "/…" or "*"; an absolute-form target has lost its scheme and authority
    std::string_view query;   // behind the '?', without it
    std::string_view fields;  // "Name: value" CRLF, a field a line
    int minor_version = 1;    // HTTP/1.0 or HTTP/1.1
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;
};

// `bytes` are a whole head with the empty line that ends it, every LF in it behind a CR. Otherwise what is
// wrong, for the detail of an INVALID_REQUEST. Refused among others: obs-fold, spaces before the colon,
// control bytes, no Host or two (HTTP/1.1), Content-Length twice or beside Transfer-Encoding, any transfer
// coding but "chunked", a query that is not percent-encoded UTF-8 without control characters. A "%0d%0a" in a
// field's value stays six harmless characters, which nothing here decodes.
tl::expected<RequestHead, std::string_view> parse_request_head(std::string_view bytes);

}  // namespace fairdraw::http
