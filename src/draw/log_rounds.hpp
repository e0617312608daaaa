// Check `log-rounds`: whether every round in a log has its texts, each once, each naming the one before it,
// and its outcome once it is due.
//
// One thread. Keeps a few hashes a round.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fairdraw/audit.hpp"
#include "fairdraw/texts.hpp"

namespace fairdraw {

class LogRounds {
  public:
    /// `origin` is the log's.
    LogRounds(std::string_view origin, std::vector<DrandChain> chains)
        : origin_(origin), chains_(std::move(chains)) {}

    /// Takes the next leaf of the log.
    void add(std::string_view leaf);

    /// After the last leaf.
    Check conclude(UnixMs now) const;

  private:
    enum class Outcome { none, drawn, voided };

    struct Round {
        std::optional<Hash> announcement;  // of the text
        std::optional<Hash> close;
        UnixMs due;  // when its outcome must be there
        Outcome outcome = Outcome::none;
        std::string_view fault;  // what was wrong first; empty when nothing was
    };

    template <class Text>
    bool add_if(std::string_view leaf, std::string_view kind,
                tl::expected<Text, Unreadable> (*parse)(std::string_view, std::string_view));
    /// What is wrong with a text that comes next in its round, if anything.
    std::string_view take(const Announcement& text, const Hash& hash, Round& round) const;
    std::string_view take(const Close& text, const Hash& hash, Round& round) const;
    std::string_view take(const Draw& text, const Hash& hash, Round& round) const;
    std::string_view take(const Void& text, const Hash& hash, Round& round) const;
    void blame_leaf(std::string_view reason);
    std::size_t count(Outcome outcome) const;
    /// How many rounds were drawn, which were voided, how many are open.
    std::string outcomes() const;

    std::string origin_;
    std::vector<DrandChain> chains_;
    std::map<RoundId, Round> rounds_;
    std::uint64_t leaves_ = 0;
    std::uint64_t wrong_leaves_ = 0;  // those of no round
    std::string first_wrong_leaf_;
};

}  // namespace fairdraw
