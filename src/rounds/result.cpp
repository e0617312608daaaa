// Written out with fmt: identifiers, hex and times need no escaping.
#include "rounds/result.hpp"

#include <fmt/format.h>

#include "fairdraw/draw.hpp"
#include "fairdraw/sha256.hpp"

namespace fairdraw::rounds {

namespace {

constexpr std::string_view pending = "pending";

std::string_view status_of(const Fate& fate, const Part& part) {
    if (!fate.is_drawn && part.coupon) return "won";  // and keeps it, whatever becomes of the round
    if (fate.state == "void") return "void";
    if (!fate.is_drawn) return "not_entered";
    if (fate.state == "announced") return pending;
    if (part.rank > 0) return "won";  // whatever became of the list since
    if (!part.tag) return "not_entered";
    if (fate.state == "closing") return pending;
    if (part.disqualified) return "disqualified";
    if (fate.state != "drawn") return pending;
    return "lost";
}

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

std::string time_or_null(const std::optional<UnixMs>& time) {
    return time ? quoted(format_rfc3339(*time)) : "null";
}

std::string hex_or_null(const std::optional<Hash>& hash) {
    return hash ? quoted(to_hex(*hash)) : "null";
}

std::string json_of(const RoundId& round, std::string_view status, const Fate& fate, const Part& part) {
    const auto ticket =
        part.tag && fate.seed ? std::optional{ticket_of(*fate.seed, *part.tag)} : std::nullopt;
    auto json = fmt::format(
        R"({{"round":"{}","status":"{}","reserved_at":{},"received_at":{},"tag":{},"ticket":{},"cutoff":{})",
        round.text(), status, time_or_null(part.reserved_at), time_or_null(part.received_at),
        part.tag ? quoted(to_hex(*part.tag)) : "null", hex_or_null(ticket), hex_or_null(fate.cutoff));
    if (status == "won" && part.coupon)
        json += fmt::format(
            R"(,"rank":{},"coupon":{{"code":"{}","issued_at":"{}","expires_at":{},"template":{}}})",
            part.rank > 0 ? std::to_string(part.rank) : "null", part.coupon->code,
            format_rfc3339(part.coupon->issued_at), time_or_null(part.coupon->expires_at),
            part.coupon->template_id ? quoted(*part.coupon->template_id) : "null");
    return json += '}';
}

}  // namespace

Result result_of(const RoundId& round, const Fate& fate, const Part& part, std::int64_t due_in_ms) {
    const auto status = status_of(fate, part);
    Result result{json_of(round, status, fate, part), {}};
    result.etag = quoted(to_hex(sha256(result.json)).substr(0, 32));
    if (status == pending) result.due_in_ms = due_in_ms;
    return result;
}

}  // namespace fairdraw::rounds
