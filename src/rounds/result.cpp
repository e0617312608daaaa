// Written out with fmt: identifiers, hex and times need no escaping, and after a draw everybody asks at once.
#include "rounds/result.hpp"

#include <fmt/format.h>

#include "fairdraw/draw.hpp"

namespace fairdraw::rounds {

namespace {

constexpr std::string_view pending = "pending";

std::string_view status_of(const Fate& fate, const Part& part) {
    if (fate.state == "void") return "void";
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

}  // namespace

bool is_pending(const Fate& fate, const Part& part) {
    return status_of(fate, part) == pending;
}

std::string result_json(const RoundId& round, const Fate& fate, const Part& part) {
    const auto ticket =
        part.tag && fate.seed ? std::optional{ticket_of(*fate.seed, *part.tag)} : std::nullopt;
    const auto status = status_of(fate, part);
    auto json = fmt::format(
        R"({{"round":"{}","status":"{}","reserved_at":{},"received_at":{},"tag":{},"ticket":{},"cutoff":{})",
        round.text(), status, time_or_null(part.reserved_at), time_or_null(part.received_at),
        part.tag ? quoted(to_hex(*part.tag)) : "null", hex_or_null(ticket), hex_or_null(fate.cutoff));
    if (status == "won" && part.coupon)
        json += fmt::format(R"(,"rank":{},"coupon":{{"code":"{}","issued_at":"{}"}})", part.rank,
                            part.coupon->code, format_rfc3339(part.coupon->issued_at));
    return json += '}';
}

}  // namespace fairdraw::rounds
