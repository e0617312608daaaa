// Records what shops ask for while orders are made. Many requests share two trips to the database and one
// commit, and each is answered once its own is durable: with a commit for each, PostgreSQL is busy with
// beginning and ending. The rules are the database's (fairdraw.hold_order, fairdraw.settle_order), so that
// asking again finds what the first time did. Branches of global transactions do not come here: a refused one
// is rolled back alone.
//
// Any thread. Owns one.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "http/metrics.hpp"
#include "orders/order_change.hpp"
#include "postgres/connection.hpp"
#include "postgres/failure.hpp"
#include "postgres/group_commit.hpp"

namespace fairdraw::orders {

// The database's answer, or why there is none: what has waited too long for its turn is refused, since nobody
// waits for it any more, and a coupon held for nobody is held all the same.
using Recorded = tl::expected<Answer, postgres::Failure>;

struct OrderChange {
    std::string order;
    std::string change;  // held, used, cancelled or reverted
    std::string actor;
    std::optional<HoldRequest> hold;                      // where it is held
    std::function<void(Recorded)> answer;                 // called once, on the recorder's thread
    std::chrono::steady_clock::time_point taken_at = {};  // set by the recorder
};

class OrderRecorder {
  public:
    OrderRecorder(const postgres::ConnectionSettings& settings, http::Metrics& metrics);

    // False: more is waiting than can be written in time. Nothing changes then, and `answer` is not called.
    [[nodiscard]] bool record(OrderChange&& change);

  private:
    class Writer;

    http::Histogram batch_size_;
    postgres::GroupCommit<OrderChange, Writer> commits_;
};

}  // namespace fairdraw::orders
