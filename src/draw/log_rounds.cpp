#include "log_rounds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "draw_due.hpp"

namespace fairdraw {
namespace {

/// What an operator is given after the last moment a draw could wait for.
constexpr std::int64_t grace_ms = 600'000;
constexpr std::size_t most_named = 3;

constexpr std::string_view nothing;
constexpr std::string_view not_announced = "a text before any announcement";

UnixMs outcome_due(const Announcement& announced, const std::vector<DrandChain>& chains) {
    const UnixMs last = draw_due(announced, chains);
    UnixMs end = last;
    if (__builtin_add_overflow(last.value, grace_ms, &end.value)) return last;
    return end;
}

}  // namespace

std::string_view LogRounds::take(const Announcement& text, const Hash& hash, Round& round) const {
    if (round.announcement) return "announced twice";
    round.announcement = hash;
    round.due = outcome_due(text, chains_);
    return nothing;
}

std::string_view LogRounds::take(const Close& text, const Hash& hash, Round& round) const {
    if (!round.announcement) return not_announced;
    if (round.close) return "closed twice";
    round.close = hash;
    if (round.outcome != Outcome::none) return "closed after its outcome";
    return text.announcement == round.announcement ? nothing : "its close names another announcement";
}

std::string_view LogRounds::take(const Draw& text, const Hash&, Round& round) const {
    if (!round.announcement) return not_announced;
    if (round.outcome != Outcome::none) return "more than one outcome";
    round.outcome = Outcome::drawn;
    if (!round.close) return "drawn without a close";
    return text.close == round.close ? nothing : "its draw names another close";
}

std::string_view LogRounds::take(const Void& text, const Hash&, Round& round) const {
    if (!round.announcement) return not_announced;
    if (round.outcome != Outcome::none) return "more than one outcome";
    round.outcome = Outcome::voided;
    if (text.announcement != round.announcement) return "its void names another announcement";
    return text.close == round.close ? nothing : "its void does not name its close";
}

void LogRounds::blame_leaf(std::string_view reason) {
    if (wrong_leaves_++ == 0) first_wrong_leaf_ = fmt::format("leaf {}, from 0: {}", leaves_ - 1, reason);
}

template <class Text>
bool LogRounds::add_if(std::string_view leaf, std::string_view kind,
                       tl::expected<Text, Unreadable> (*parse)(std::string_view, std::string_view)) {
    if (!leaf.starts_with(fmt::format("fairdraw/v1 {}\n", kind))) return false;
    const auto text = parse(leaf, "leaf");
    if (!text) {
        blame_leaf(fmt::format("not a {}", kind));
    } else if (text->origin != origin_) {
        blame_leaf("of another origin");
    } else {
        Round& round = rounds_[text->round];
        const std::string_view fault = take(*text, hash_of_text(leaf), round);
        if (round.fault.empty()) round.fault = fault;
    }
    return true;
}

void LogRounds::add(std::string_view leaf) {
    ++leaves_;
    const bool known = add_if(leaf, "announcement", parse_announcement) ||
                       add_if(leaf, "close", parse_close) || add_if(leaf, "draw", parse_draw) ||
                       add_if(leaf, "void", parse_void);
    if (!known) blame_leaf("none of a round's texts");
}

std::size_t LogRounds::count(Outcome outcome) const {
    return static_cast<std::size_t>(
        std::ranges::count(rounds_, outcome, [](const auto& round) { return round.second.outcome; }));
}

std::string LogRounds::outcomes() const {
    const std::size_t voided = count(Outcome::voided);
    std::vector<std::string> named;
    for (const auto& [id, round] : rounds_)
        if (round.outcome == Outcome::voided && named.size() < most_named) named.push_back(id.text());
    if (voided > most_named) named.push_back(fmt::format("and {} more", voided - most_named));
    const std::string names = voided == 0 ? "" : fmt::format(" ({})", fmt::join(named, ", "));
    return fmt::format("{} rounds: {} drawn, {} VOID{}, {} open", rounds_.size(), count(Outcome::drawn),
                       voided, names, count(Outcome::none));
}

Check LogRounds::conclude(UnixMs now) const {
    std::vector<std::string> named;
    std::size_t wrong = 0;
    for (const auto& [id, round] : rounds_) {
        const bool overdue = round.announcement && round.outcome == Outcome::none && round.due < now;
        if (round.fault.empty() && !overdue) continue;
        const std::string_view fault =
            round.fault.empty() ? "due, but neither drawn nor voided" : round.fault;
        if (++wrong <= most_named) named.push_back(fmt::format("{}: {}", id.text(), fault));
    }
    if (wrong > most_named) named.push_back(fmt::format("and {} more rounds", wrong - most_named));
    if (wrong_leaves_ > 0) named.push_back(first_wrong_leaf_);
    if (wrong_leaves_ > 1) named.push_back(fmt::format("and {} more leaves", wrong_leaves_ - 1));
    named.push_back(outcomes());
    const bool ok = named.size() == 1;
    return {"log-rounds", ok,
            fmt::format("{}{}", fmt::join(named, "; "), ok ? ", each announced once, none overdue" : "")};
}

}  // namespace fairdraw
