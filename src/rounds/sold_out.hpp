// Who has the coupons of first-come rounds that are sold out, held in memory: from then on tens of thousands
// ask in vain, and then ask again. The list is read once a round; an instance needs no other's word for it,
// because what is gone stays gone, and to whom. That a round is void meanwhile is noticed within seconds. Any
// thread.
#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "coupons/issue_recorder.hpp"
#include "postgres/pool.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

class SoldOut {
  public:
    explicit SoldOut(postgres::Pool& serving) : serving_(serving) {}

    // By user.
    using Holders = std::unordered_map<std::string, coupons::Coupon>;
    using HoldersPtr = std::shared_ptr<const Holders>;

    // Null when the round is not held: it may be sold out all the same.
    HoldersPtr find(RoundNumber round);

    // Somebody was told that nothing is left, of the round's stock or of its template's total.
    void suspect(const Round& round);
    // Whether to look first: at a round that is suspected, and every few seconds at one that is held.
    bool is_look_due(RoundNumber round);

    // Asks the database whether a round is sold out, and holds it while it is. One thread does while the
    // others go on with what is held.
    void look(RoundNumber round);
    // What the database says that a user got, as somebody who asks again is told; nothing where they got
    // nothing. Throws as a pool's users do.
    std::optional<coupons::Issued> read_given(RoundNumber round, const std::string& user);

  private:
    using Time = std::chrono::steady_clock::time_point;
    struct Held {
        RoundNumber round;
        HoldersPtr holders;
    };

    void hold(RoundNumber round);
    HoldersPtr read_holders(postgres::Connection& connection, RoundNumber round);

    postgres::Pool& serving_;
    std::mutex mutex_;
    std::list<Held> held_;                 // the last one asked for first
    std::map<RoundNumber, Time> look_at_;  // when next, of those that are held, suspected or were looked at
};

}  // namespace fairdraw::rounds
