// Who has the coupons of first-come rounds that are sold out, held in memory: from then on tens of thousands
// ask in vain, and then ask again. Read once a round; an instance needs no other's word for it, because what
// is gone stays gone, and to whom. Any thread.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <set>
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
    bool is_suspected(RoundNumber round);

    // Asks the database whether a suspected round is sold out, and holds it then. One thread does while the
    // others go on without.
    void look(RoundNumber round);

  private:
    struct Held {
        RoundNumber round;
        HoldersPtr holders;
    };

    HoldersPtr read(RoundNumber round);

    postgres::Pool& serving_;
    std::mutex mutex_;
    std::list<Held> held_;  // the last one asked for first
    std::set<RoundNumber> suspected_;
};

}  // namespace fairdraw::rounds
