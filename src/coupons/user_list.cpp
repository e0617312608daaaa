#include "coupons/user_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fairdraw/identifiers.hpp"
#include "fairdraw/sha256.hpp"
#include "http/json_input.hpp"

namespace fairdraw::coupons {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t lines_named = 5;
// The longest user there is, with every byte of it escaped, has room in it.
constexpr std::size_t max_line_bytes = 2048;

using User = tl::expected<std::string, std::string>;  // or what is wrong with the line

tl::unexpected<std::string> wrong(std::string_view why) {
    return tl::unexpected(std::string{why});
}

User unquoted(std::string_view field) {
    if (field.find(',') != field.npos) return wrong("has more than one field");
    if (field.find('"') != field.npos) return wrong("has a quotation mark in a field that is not quoted");
    return std::string{field};
}

User quoted(std::string_view field) {
    std::string user;
    for (std::size_t at = 1; at < field.size(); ++at) {
        if (field[at] == '"') {
            if (at + 1 == field.size()) return user;
            ++at;
            if (field[at] == ',') return wrong("has more than one field");
            if (field[at] != '"') return wrong("goes on behind a quoted field");
        }
        user += field[at];
    }
    return wrong("has a quoted field that does not end on it");
}

User from_csv(std::string_view line) {
    return line.front() == '"' ? quoted(line) : unquoted(line);
}

User from_json(std::string_view line) {
    // Which the parser passes over wherever it begins.
    if (line.starts_with(byte_order_mark)) return wrong("is not JSON");
    try {
        const auto object = http::parse_object(std::string{line});
        auto user = http::string_in(object, "user");
        if (object.size() != 1) return wrong("has other members than `user`");
        return user;
    } catch (const http::WrongJson& json) {
        return wrong(json.reason == "not JSON" ? "is not JSON" : "is no {\"user\": \"...\"}: " + json.reason);
    }
}

User read_line(ListFormat format, std::string_view line) {
    if (line.empty()) return wrong("is empty");
    if (line.size() > max_line_bytes) return wrong("is too long");
    auto user = format == ListFormat::csv ? from_csv(line) : from_json(line);
    if (user && !valid_user_id(*user))
        return wrong("names no user: that is 1 to 255 bytes of UTF-8 without control characters");
    return user;
}

// The next line, which is cut off `rest`.
std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    if (end < rest.size() && line.ends_with('\r')) line.remove_suffix(1);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

// The lines that are wrong, the first of them in words.
class WrongLines {
  public:
    void add(std::size_t line, const std::string& why) {
        if (++count_ <= lines_named)
            named_ += fmt::format("{}line {} {}", count_ == 1 ? "" : "; ", line, why);
    }
    bool empty() const { return count_ == 0; }
    std::string in_words() const {
        if (count_ <= lines_named) return named_;
        return fmt::format("{}; and {} more are wrong", named_, count_ - lines_named);
    }

  private:
    std::size_t count_ = 0;
    std::string named_;
};

tl::unexpected<api::Refusal> refused(std::string detail) {
    return tl::unexpected(api::Refusal{http::Code::invalid_request, std::move(detail)});
}

bool is_header(ListFormat format, std::size_t line, std::string_view text) {
    if (format != ListFormat::csv || line != 1) return false;
    if (text.starts_with('"') && text.ends_with('"') && text.size() > 1)
        text = text.substr(1, text.size() - 2);
    constexpr std::string_view name = "user";
    return std::ranges::equal(text, name, [](char given, char wanted) { return (given | 0x20) == wanted; });
}

}  // namespace

std::optional<ListFormat> list_format(std::string_view content_type) {
    std::string type{content_type.substr(0, content_type.find(';'))};
    while (type.ends_with(' ') || type.ends_with('\t')) type.pop_back();
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    std::ranges::transform(type, type.begin(), lower);
    if (type == "text/csv") return ListFormat::csv;
    if (type == "application/x-ndjson") return ListFormat::ndjson;
    return std::nullopt;
}

tl::expected<std::vector<std::string>, api::Refusal> read_user_list(ListFormat format,
                                                                    std::string_view body) {
    std::vector<std::string> users;
    WrongLines wrong_lines;
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    for (std::size_t number = 1; !body.empty(); ++number) {
        const auto line = take_line(body);
        if (is_header(format, number, line)) continue;
        auto user = read_line(format, line);
        if (!user) {
            wrong_lines.add(number, user.error());
        } else if (users.size() == max_listed_users) {
            return refused(fmt::format("line {} is one too many: a list has at most {} users", number,
                                       max_listed_users));
        } else {
            users.push_back(*std::move(user));
        }
    }
    if (!wrong_lines.empty()) return refused(wrong_lines.in_words());
    if (users.empty()) return refused("the list names nobody");
    return users;
}

Hash list_hash(const std::vector<std::string>& users) {
    Sha256 hash;
    for (const auto& user : users) hash.update(user).update("\n");
    return hash.finish();
}

}  // namespace fairdraw::coupons
