#include "plain_audit.hpp"

#include <algorithm>

#include "fairdraw/time.hpp"
#include "plain_round.hpp"
#include "unit/naive_draw.hpp"

namespace fairdraw::fuzz {
namespace {

using naive::Bytes;

bool same_round(const Text& text, const Text& announcement) {
    return text.field("origin") == announcement.field("origin") &&
           text.field("round") == announcement.field("round");
}

bool chain(const Round& it) {
    bool good = it.announcement.field("origin") == it.key_name;
    const bool closed = !it.close.bytes.empty();
    if (closed) {
        good = good && same_round(it.close, it.announcement) &&
               it.close.field("announcement") == it.announcement.hash();
    }
    if (it.voided.bytes.empty()) {
        return good && same_round(it.draw, it.announcement) && it.draw.field("close") == it.close.hash();
    }
    return good && same_round(it.voided, it.announcement) &&
           it.voided.field("announcement") == it.announcement.hash() &&
           it.voided.field("close") == (closed ? it.close.hash() : "none");
}

bool times(const Round& it) {
    const std::string announced = it.announcement.field("announced");
    const bool closed = !it.close.bytes.empty();
    if (!it.voided.bytes.empty()) {
        const std::string voided = it.voided.field("voided");
        return announced <= voided && (!closed || it.close.field("closed") <= voided);
    }
    const std::string from = it.announcement.word("enter", 0);
    const std::string to = it.announcement.word("enter", 1);
    bool good =
        from < to && to <= it.close.field("closed") && it.close.field("closed") <= it.draw.field("drawn");
    if (it.announcement.field("reserve") == "none") return good && announced <= from;
    const std::string reserve_from = it.announcement.word("reserve", 0);
    const std::string reserve_to = it.announcement.word("reserve", 1);
    return good && announced <= reserve_from && reserve_from < reserve_to && reserve_to <= from;
}

bool secret(const Round& it, const Text& told) {
    const std::string head =
        "fairdraw/v1 secret\n" + told.field("origin") + "\n" + told.field("round") + "\n";
    return hex(naive::sha256(head + unhex(told.field("secret")))) ==
           it.announcement.field("secret-commitment");
}

std::vector<Bytes> tags(const Lines& lines) {
    std::vector<Bytes> tags;
    for (const std::string& line : lines) tags.push_back(unhex(line.substr(0, 32)));
    return tags;
}

bool ascend(const std::vector<Bytes>& tags) {
    return std::ranges::adjacent_find(tags, [](const Bytes& a, const Bytes& b) { return a >= b; }) ==
           tags.end();
}

bool entries(const Round& it) {
    const auto found = tags(it.entries);
    const std::uint64_t closed = it.close.count("entries");
    const std::uint64_t reservations = it.close.count("reservations");
    const bool reserved = it.announcement.field("reserve") == "none"
                              ? reservations == 0
                              : closed + it.close.count("disqualified") <= reservations;
    return reserved && ascend(found) && found.size() == closed &&
           hex(naive::merkle_tree_hash(found)) == it.close.word("entries", 1);
}

bool disqualified(const Round& it) {
    const auto found = tags(it.disqualified);
    auto valid = tags(it.entries);
    std::ranges::sort(valid);
    return ascend(found) && found.size() == it.close.count("disqualified") &&
           hex(naive::sha256(it.disqualified_bytes)) == it.close.word("disqualified", 1) &&
           std::ranges::none_of(found,
                                [&](const Bytes& tag) { return std::ranges::binary_search(valid, tag); });
}

std::int64_t ms(const std::string& time) {
    return parse_rfc3339(time).value().value;
}

bool beacon(const Round& it) {
    const std::string announced = it.announcement.field("beacon");
    const std::string drawn = it.draw.field("beacon");
    if (drawn == "none") return announced == "none";
    const std::string quicknet = "drand 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 ";
    if (!drawn.starts_with(announced + " ") || !drawn.starts_with(quicknet)) return false;
    const std::int64_t due_ms = (1'692'803'367 + (std::stoll(it.draw.word("beacon", 2)) - 1) * 3) * 1'000;
    const std::int64_t closed_ms = ms(it.close.field("closed"));
    return hex(naive::sha256(unhex(it.draw.word("beacon", 3)))) == it.draw.word("beacon", 4) &&
           due_ms >= ms(it.announcement.word("enter", 1)) + 10'000 && closed_ms < due_ms &&
           due_ms <= ms(it.draw.field("drawn"));
}

bool seed(const Text& draw) {
    const std::string randomness = draw.field("beacon") == "none" ? "none" : draw.word("beacon", 4);
    return draw.field("seed") ==
           hex(naive::sha256("fairdraw/v1 seed\nclose " + draw.field("close") + "\nsecret " +
                             draw.field("secret") + "\nbeacon " + randomness + "\n"));
}

bool quota(const Round& it) {
    const std::uint64_t n = it.close.count("entries");
    const std::uint64_t k = it.draw.count("winners");
    const std::string rule = it.announcement.field("quota");
    if (rule.starts_with("count ")) return k == naive::count_quota(n, std::stoull(rule.substr(6)));
    const std::string ratio = it.announcement.word("quota", 1);
    const std::uint64_t a = std::stoull(ratio);
    const std::uint64_t b = std::stoull(ratio.substr(ratio.find('/') + 1));
    if (rule.ends_with("floor")) return k == naive::floor_quota(n, a, b);
    return k == naive::stochastic_quota(n, a, b, unhex(it.draw.field("seed")));
}

bool winners(const Round& it) {
    const std::uint64_t k = it.draw.count("winners");
    if (k != it.winners.size() || k > it.entries.size()) return false;
    const auto redrawn = naive::draw(tags(it.entries), k, unhex(it.draw.field("seed")));
    return tags(it.winners) == redrawn.winners && hex(redrawn.root) == it.draw.word("winners", 1) &&
           (k == 0 ? "none" : hex(redrawn.cutoff)) == it.draw.field("cutoff");
}

}  // namespace

std::map<std::string, bool> plain_audit(const Files& files) {
    const Round it = round_of(files);
    std::map<std::string, bool> checks{{"chain", chain(it)}, {"times", times(it)}};
    if (!it.close.bytes.empty()) {
        checks["entries"] = entries(it);
        checks["disqualified"] = disqualified(it);
        const Text& told = it.draw.bytes.empty() ? it.voided : it.draw;
        if (told.field("secret") != "none") checks["secret"] = secret(it, told);
    }
    if (!it.draw.bytes.empty()) {
        checks["beacon"] = beacon(it);
        checks["seed"] = seed(it.draw);
        checks["quota"] = quota(it);
        checks["winners"] = winners(it);
    }
    return checks;
}

}  // namespace fairdraw::fuzz
