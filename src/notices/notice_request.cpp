#include "notices/notice_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/request_body.hpp"
#include "fairdraw/identifiers.hpp"

namespace fairdraw::notices {

namespace {

using Json = nlohmann::json;

constexpr std::ptrdiff_t longest_title = 200;  // characters, as PostgreSQL counts them
constexpr std::ptrdiff_t longest_body = 4000;

// Of UTF-8, which JSON is.
std::ptrdiff_t characters(const std::string& text) {
    return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

std::string bounded(std::string text, const char* name, std::ptrdiff_t longest) {
    if (text.empty() || characters(text) > longest)
        throw api::Malformed(fmt::format("{}: must be 1 to {} characters", name, longest));
    return text;
}

// Lines, with no other control characters than their ends.
std::string body_of(const Json& json) {
    Json lines = json;
    if (api::given(json, "body") && json["body"].is_string()) {
        auto line = json["body"].get<std::string>();
        std::ranges::replace(line, '\n', ' ');
        lines["body"] = line;
    }
    api::text(lines, "body");
    return bounded(json["body"].get<std::string>(), "body", longest_body);
}

void read_audience(const Json& json, Notice& notice) {
    const auto& to = json.contains("to") ? json["to"] : Json();
    if (to == "everyone") return;
    if (to.is_object() && to.size() == 1 && api::given(to, "user")) {
        notice.user = api::text(to, "user");
        if (!valid_user_id(*notice.user))
            throw api::Malformed("to.user: must be a user id of 1 to 255 bytes");
        return;
    }
    if (to.is_object() && to.size() == 1 && api::given(to, "round")) {
        notice.round = api::text(to, "round");
        return;
    }
    throw api::Malformed(R"(to: must be "everyone", {"user": id} or {"round": id})");
}

}  // namespace

tl::expected<Notice, api::Refusal> parse_notice(std::string_view body) {
    return api::reading(body, [](std::string_view text) {
        const auto json = api::parse_object(text, {"notice", "to", "title", "body", "expires"});
        Notice notice;
        notice.id = api::text(json, "notice");
        if (!RoundId::parse(notice.id))
            throw api::Malformed(
                "notice: must be 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit");
        read_audience(json, notice);
        notice.title = bounded(api::text(json, "title"), "title", longest_title);
        notice.body = body_of(json);
        notice.expires = api::time(json, "expires");
        return notice;
    });
}

}  // namespace fairdraw::notices
