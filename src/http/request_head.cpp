#include "http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/fields.hpp"
#include "http/percent_encoding.hpp"

namespace fairdraw::http {
namespace {

using Refusal = tl::unexpected<std::string_view>;

constexpr std::size_t max_fields = 100;

// RFC 9110, section 5.6.2.
constexpr auto token_characters = [] {
    std::array<bool, 256> table{};
    for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = table[c - ('a' - 'A')] = true;
    for (char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return token_characters[c]; });
}

bool is_target_character(char c) {
    return c > ' ' && c < 0x7f && c != '#';
}

// Whether the values of a query would decode, so that Request::query never has to fail.
bool is_decodable_query(std::string_view query) {
    return query.find_first_of("%+") == query.npos || percent_decode_text(query).has_value();
}

std::optional<std::string_view> read_target(std::string_view target, RequestHead& head) {
    if (!std::ranges::all_of(target, is_target_character))
        return "The request target holds a forbidden byte.";
    bool absolute = equal_ignoring_case(target.substr(0, 7), "http://");
    if (absolute) target.remove_prefix(std::min(target.find_first_of("/?", 7), target.size()));
    auto question = std::min(target.find('?'), target.size());
    head.path = absolute && question == 0 ? "/" : target.substr(0, question);
    head.query = target.substr(std::min(question + 1, target.size()));
    if (!head.path.starts_with('/') && head.path != "*") return "The request target is not a path.";
    if (!is_decodable_query(head.query))
        return "The query is not percent-encoded UTF-8 without control characters.";
    return std::nullopt;
}

std::optional<std::string_view> read_request_line(std::string_view line, RequestHead& head) {
    auto first_space = line.find(' ');
    auto last_space = line.rfind(' ');
    if (first_space == line.npos || first_space == last_space) return "The request line is malformed.";
    head.method = line.substr(0, first_space);
    auto version = line.substr(last_space + 1);
    if (!is_token(head.method)) return "The method is not a token.";
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return "Only HTTP/1.1 and HTTP/1.0 are spoken here.";
    head.minor_version = version.back() - '0';
    return read_target(line.substr(first_space + 1, last_space - first_space - 1), head);
}

std::optional<std::string_view> check_field(const std::optional<Field>& field) {
    if (!field) return "A field has no colon.";
    if (!is_token(field->name)) return "A field's name is not a token, or a field is folded.";
    if (std::ranges::any_of(field->value, [](char c) { return is_control(c) && c != '\t'; })) {
        return "A field's value holds a control byte.";
    }
    return std::nullopt;
}

std::optional<std::uint64_t> parse_length(std::string_view digits) {
    std::uint64_t length = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return length;
}

// The fields that decide how a message is framed and what becomes of its connection.
struct FramingFields {
    int hosts = 0;
    int content_lengths = 0;
    int transfer_encodings = 0;
    std::string_view content_length, transfer_encoding;
    bool closes = false;
    bool keeps_alive = false;
    bool expects_continue = false;

    void note(const Field& field) {
        auto [name, value] = field;
        if (equal_ignoring_case(name, "Host")) ++hosts;
        if (equal_ignoring_case(name, "Content-Length")) {
            ++content_lengths;
            content_length = value;
        } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
            ++transfer_encodings;
            transfer_encoding = value;
        } else if (equal_ignoring_case(name, "Connection")) {
            closes = closes || list_holds(value, "close");
            keeps_alive = keeps_alive || list_holds(value, "keep-alive");
        } else if (equal_ignoring_case(name, "Expect")) {
            expects_continue = expects_continue || list_holds(value, "100-continue");
        }
    }
};

std::optional<std::string_view> frame(const FramingFields& fields, RequestHead& head) {
    bool modern = head.minor_version == 1;
    if (fields.hosts > 1 || (modern && fields.hosts == 0)) return "There must be exactly one Host field.";
    if (fields.content_lengths > 1) return "There are several Content-Length fields.";
    if (fields.content_lengths && fields.transfer_encodings) {
        return "Content-Length and Transfer-Encoding exclude each other.";
    }
    if (fields.transfer_encodings) {
        if (!modern || fields.transfer_encodings > 1 ||
            !equal_ignoring_case(fields.transfer_encoding, "chunked")) {
            return "The only transfer coding understood here is chunked, once, in HTTP/1.1.";
        }
        head.chunked = true;
    }
    if (fields.content_lengths) {
        head.content_length = parse_length(fields.content_length);
        if (!head.content_length) return "Content-Length is not a number.";
    }
    head.keep_alive = !fields.closes && (modern || fields.keeps_alive);
    head.expects_continue = modern && fields.expects_continue;
    return std::nullopt;
}

}  // namespace

tl::expected<RequestHead, std::string_view> parse_request_head(std::string_view bytes) {
    RequestHead head;
    auto line_end = bytes.find("\r\n");
    if (auto trouble = read_request_line(bytes.substr(0, line_end), head)) return Refusal(*trouble);
    head.fields = bytes.substr(line_end + 2, bytes.size() - line_end - 4);

    FramingFields framing;
    std::size_t count = 0;
    std::optional<std::string_view> trouble;
    for_each_line(head.fields, [&](std::string_view line) {
        if (trouble) return;
        auto field = split_field(line);
        trouble = ++count > max_fields ? "There are too many fields." : check_field(field);
        if (!trouble) framing.note(*field);
    });
    if (!trouble) trouble = frame(framing, head);
    if (trouble) return Refusal(*trouble);
    return head;
}

}  // namespace fairdraw::http
