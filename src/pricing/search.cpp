#include "pricing/search.hpp"

#include <algorithm>

namespace fairdraw::pricing {

void Search::among(std::span<const Candidate> group) {
    prepare(group);
    if (candidates_.empty()) return;
    guess();
    path_.assign(max_together, root());
    visit(0);
}

void Search::prepare(std::span<const Candidate> group) {
    candidates_.clear();
    same_but_earlier_.clear();
    for (const auto& candidate : group) candidates_.push_back(&candidate);
    std::ranges::sort(candidates_, [](auto* a, auto* b) { return a->effect < b->effect; });
    for (const auto* candidate : candidates_) {
        const Candidate* same = nullptr;
        for (const auto* other : std::span{candidates_}.first(same_but_earlier_.size()))
            if (other->at_most == candidate->at_most && other->effect.alike(candidate->effect)) same = other;
        same_but_earlier_.push_back(same);
    }
    prepare_scopes();
}

void Search::prepare_scopes() {
    scopes_ = {};
    scope_of_.clear();
    std::vector<bool> is_covered(whole_.items.size());
    for (const auto* candidate : candidates_) {
        const auto& eligible = candidate->effect.eligible();
        const auto known =
            std::ranges::find_if(scopes_.eligible, [&](auto* scope) { return *scope == eligible; });
        scope_of_.push_back(static_cast<std::size_t>(known - scopes_.eligible.begin()));
        if (known == scopes_.eligible.end()) scopes_.eligible.push_back(&eligible);
        for (const auto item : eligible) is_covered[item] = true;
    }
    covered_.clear();
    for (std::size_t i = 0; i < is_covered.size(); ++i)
        if (is_covered[i]) covered_.push_back(i);
    const auto all = std::ranges::find_if(scopes_.eligible, [&](auto* scope) { return *scope == covered_; });
    scopes_.all = static_cast<std::size_t>(all - scopes_.eligible.begin());
    scopes_.left.resize(scopes_.eligible.size());
}

Search::Node Search::root() {
    Node node{whole_, {}, max_together, {}};
    for (std::size_t place = 0; place < candidates_.size(); ++place) {
        const auto& effect = candidates_[place]->effect;
        node.choices.push_back({&effect, place, scope_of_[place], effect.alone()});
    }
    return node;
}

// What is the most off at each step makes a good beginning, which lets the search pass over the rest.
void Search::guess() {
    for (Node node = root();;) {
        price_choices(node);
        if (node.choices.empty() || node.room() == 0) return offer(priced(node.chosen.ranks));
        const auto most = std::ranges::max_element(node.choices, {}, &Choice::amount);
        most->effect->take(node.left, scopes_.left[most->scope]);
        node.limit = std::min(node.limit, candidates_[most->place]->at_most);
        node.chosen = with(node.chosen, *most);
        node.choices.erase(most);
    }
}

void Search::visit(std::size_t depth) {
    Node& node = path_[depth];
    price_choices(node);
    for (const auto& choice : node.choices)
        if (!is_blocked(node, choice)) offer(with(node.chosen, choice));
    if (node.room() > 1 && can_win(node)) branch(depth);
}

void Search::branch(std::size_t depth) {
    const Node& node = path_[depth];
    const auto& choices = node.choices;
    std::vector<std::int64_t> after(choices.size());  // what those after a choice can add to it
    Largest largest;
    for (auto i = choices.size(); i-- > 0;) {
        after[i] = largest.sum_of(node.room() - 1);
        largest.add(choices[i].amount);
    }
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (is_blocked(node, choices[i])) continue;
        if (node.chosen.discount + choices[i].amount + after[i] < best_.discount) continue;
        descend(depth, i);
    }
}

void Search::descend(std::size_t depth, std::size_t choice) {
    const Node& node = path_[depth];
    const auto& [effect, place, scope, amount] = node.choices[choice];
    Node& child = path_[depth + 1];
    child.chosen = with(node.chosen, node.choices[choice]);
    child.limit = std::min(node.limit, candidates_[place]->at_most);
    if (child.room() == 0) return;

    // Those that even with the largest others would not do are not looked at again.
    child.choices.clear();
    Largest largest;
    const auto later = std::span{node.choices}.subspan(choice + 1);
    for (const auto& other : later) largest.add(other.amount);
    const auto wanted = best_.discount - child.chosen.discount - largest.sum_of(child.room() - 1);
    for (const auto& other : later)
        if (other.amount >= wanted) child.choices.push_back(other);
    if (child.choices.empty()) return;

    child.left = node.left;
    effect->take(child.left, child.left.of(effect->eligible()));
    visit(depth + 1);
}

// What each of the choices takes off now; those that take off nothing, or must be with fewer, are none.
void Search::price_choices(Node& node) {
    std::ranges::fill(scopes_.left, -1);
    for (auto& choice : node.choices) {
        auto& left = scopes_.left[choice.scope];
        if (left < 0) left = node.left.of(choice.effect->eligible());
        choice.amount = choice.effect->amount(node.left, left);
    }
    std::erase_if(node.choices, [&](const Choice& choice) {
        return choice.amount == 0 || candidates_[choice.place]->at_most <= node.chosen.ranks.size();
    });
}

void Search::offer(const Combination& combination) {
    if (combination.beats(best_)) best_ = combination;
}

Combination Search::priced(const Ranks& ranks) const {
    Combination all{0, ranks};
    Left left = whole_;
    for (const auto* candidate : candidates_) {
        if (!ranks.holds(candidate->rank)) continue;
        const auto eligible_left = left.of(candidate->effect.eligible());
        all.discount += candidate->effect.amount(left, eligible_left);
        candidate->effect.take(left, eligible_left);
    }
    return all;
}

Combination Search::with(const Combination& chosen, const Choice& choice) const {
    return {chosen.discount + choice.amount, chosen.ranks.with(candidates_[choice.place]->rank)};
}

// Of coupons that do the same, those with the first codes are chosen.
bool Search::is_blocked(const Node& node, const Choice& choice) const {
    const auto* same = same_but_earlier_[choice.place];
    return same && !node.chosen.ranks.holds(same->rank);
}

bool Search::can_win(const Node& node) const {
    if (node.choices.empty()) return false;
    const auto most =
        most_of(node.choices, scopes_, {node.left.of(covered_), covered_.size()}, node.left.shipping);
    const auto wanted = best_.discount - node.chosen.discount;
    if (most[node.room()] != wanted) return most[node.room()] > wanted;
    return can_win_a_tie(node, static_cast<std::size_t>(std::ranges::find(most, wanted) - most.begin()));
}

// Whether some combination of `more` coupons more comes before the best one, should it take off as much.
bool Search::can_win_a_tie(const Node& node, std::size_t more) const {
    std::vector<std::size_t> ranks;
    for (const auto& choice : node.choices) ranks.push_back(candidates_[choice.place]->rank);
    if (more > ranks.size()) return false;
    std::ranges::sort(ranks);
    Ranks first = node.chosen.ranks;
    for (const auto rank : std::span{ranks}.first(more)) first = first.with(rank);
    return first < best_.ranks;
}

}  // namespace fairdraw::pricing
