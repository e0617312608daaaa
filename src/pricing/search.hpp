// Looks for the combination that takes off most, exactly: a branch and bound over the coupons of one group in
// the order in which they are applied, so that each step prices one coupon and no more.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pricing/bound.hpp"
#include "pricing/combination.hpp"
#include "pricing/effect.hpp"

namespace fairdraw::pricing {

/// A coupon that a search may choose.
struct Candidate {
    Effect effect;
    std::size_t at_most;  // with no more than so many together, this one included
    std::size_t rank;     // of its code among all candidates' codes, in the order of their bytes
};

/// Over one order, and any number of groups of candidates: the best combination of them all. One thread.
class Search {
  public:
    explicit Search(const Order& order) : whole_(order) {}

    /// Those that exclude each other belong into different calls. Copies nothing: `group` must stay.
    void among(std::span<const Candidate> group);

    const Combination& best() const { return best_; }

  private:
    // What is chosen so far, and what may be added.
    struct Node {
        Left left;
        Combination chosen;
        std::size_t limit;
        std::vector<Choice> choices;  // in the order in which they are applied

        std::size_t room() const { return limit - chosen.ranks.size(); }
    };

    void prepare(std::span<const Candidate> group);
    void prepare_scopes();
    Node root();
    void guess();
    void visit(std::size_t depth);
    void branch(std::size_t depth);
    void descend(std::size_t depth, std::size_t choice);
    void price_choices(Node& node);
    void offer(const Combination& combination);
    Combination priced(const Ranks& ranks) const;
    Combination with(const Combination& chosen, const Choice& choice) const;
    bool is_blocked(const Node& node, const Choice& choice) const;
    bool can_win(const Node& node) const;
    bool can_win_a_tie(const Node& node, std::size_t more) const;

    Left whole_;
    Combination best_;
    // Of the group that is looked at:
    std::vector<const Candidate*> candidates_;        // in the order in which they are applied
    std::vector<std::size_t> scope_of_;               // by candidate; an index into scopes_
    std::vector<const Candidate*> same_but_earlier_;  // by candidate: does the same, and has an earlier code
    std::vector<std::size_t> covered_;                // items that any of them is for
    Scopes scopes_;
    std::vector<Node> path_;
};

}  // namespace fairdraw::pricing
