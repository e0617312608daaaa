// The chunked transfer coding against the grammar of RFC 9112, section 7.1, written down as simply as it
// goes: what one of both takes for a body is the same body to the other.
#include "http/chunked_body.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "fuzz_target.hpp"
#include "http/percent_encoding.hpp"

namespace {

using namespace fairdraw;
using http::ChunkedBody;
using State = ChunkedBody::State;

constexpr std::size_t max_body_bytes = 300;

struct Decoded {
    std::string body;
    std::size_t used = 0;

    bool operator==(const Decoded&) const = default;
};

/// Takes a line off the front, without its CRLF; none where there is none without control bytes.
std::optional<std::string> take_line(std::string_view& rest) {
    const std::size_t end = rest.find("\r\n");
    if (end == rest.npos) return std::nullopt;
    std::string line(rest.substr(0, end));
    rest.remove_prefix(end + 2);
    if (std::ranges::any_of(line, [](char c) { return http::is_control(c) && c != '\t'; }))
        return std::nullopt;
    return line;
}

/// chunk-size = 1*HEXDIG, behind which white space may stand when an extension follows.
std::optional<std::size_t> size_of_chunk(const std::string& line) {
    std::size_t size = 0;
    std::size_t digits = 0;
    for (; digits < line.size() && std::isxdigit(static_cast<unsigned char>(line[digits])); ++digits) {
        size = std::min<std::size_t>(size * 16 + std::stoul(line.substr(digits, 1), nullptr, 16), 1 << 20);
    }
    const std::size_t next = std::min(line.find_first_not_of(" \t", digits), line.size());
    const bool extended = next < line.size() && line[next] == ';';
    if (digits == 0 || (!extended && digits != line.size())) return std::nullopt;
    return size;
}

/// The body at the front of `input`, if there is a whole one.
std::optional<Decoded> decode(std::string_view input) {
    std::string_view rest = input;
    Decoded decoded;
    for (;;) {
        const auto line = take_line(rest);
        const auto size = line ? size_of_chunk(*line) : std::nullopt;
        if (!size || *size > rest.size()) return std::nullopt;
        if (*size == 0) break;
        decoded.body += fuzz::take(rest, *size);
        if (fuzz::take(rest, 2) != "\r\n") return std::nullopt;
    }
    for (auto trailer = take_line(rest);; trailer = take_line(rest)) {
        if (!trailer) return std::nullopt;
        if (trailer->empty()) break;
    }
    decoded.used = input.size() - rest.size();
    return decoded;
}

std::optional<Decoded> decode_by_program(std::string_view input, std::size_t step) {
    ChunkedBody chunked(max_body_bytes);
    Decoded decoded;
    while (decoded.used < input.size() && chunked.state() == State::reading) {
        const std::string_view piece = input.substr(decoded.used, step);
        const std::size_t used = chunked.consume(piece, decoded.body);
        fuzz::require(used > 0 && used <= piece.size(), "bytes are used, and no others");
        fuzz::require(decoded.body.size() <= max_body_bytes, "a body has its limit");
        decoded.used += used;
    }
    if (chunked.state() != State::complete) return std::nullopt;
    return decoded;
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    const auto decoded = decode_by_program(input, input.size());
    require(decode_by_program(input, 1) == decoded, "byte by byte it is the same");
    const auto expected = decode(input);
    if (decoded) require(decoded == expected, "what was decoded is what the grammar says");
    // Below every limit on lines, trailers and bodies there is no other reason to refuse.
    if (input.size() <= max_body_bytes) require(decoded == expected, "what the grammar allows is decoded");
}
