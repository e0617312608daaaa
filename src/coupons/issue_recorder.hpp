// Issues coupons to those who ask for them: first come first served, and claims. Many requests share a trip
// to the database, one change of the stock and one commit, and each is answered once its own is durable. The
// rules are the database's (fairdraw.issue): never past a total, a round's stock or a user's limit, never
// twice for one cause, and judged by the time of arrival on PostgreSQL's clock.
//
// Asking again gives the first coupon again. Any thread.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "fairdraw/time.hpp"
#include "http/metrics.hpp"
#include "postgres/connection.hpp"
#include "postgres/failure.hpp"
#include "postgres/group_commit.hpp"

namespace fairdraw::coupons {

// What is issued of, and why; requests with the same share a commit.
struct IssueSource {
    int template_no;
    const char* reason;  // "claim" or "first_come"; see issues_reason_is_known
    std::optional<int> round_no;

    auto operator<=>(const IssueSource& other) const {
        return std::pair{template_no, round_no} <=> std::pair{other.template_no, other.round_no};
    }
};

struct Coupon {
    std::string code;
    UnixMs issued_at;
    std::optional<UnixMs> expires_at;
};

struct Issued {
    Coupon coupon;
    bool repeated;                          // an earlier request had it issued
    std::optional<std::int64_t> remaining;  // after it; nothing where nothing is limited
};

// Why there is none. The first five are the database's words.
enum class NotIssued { closed, round_void, not_listed, limit, sold_out, waited_too_long, failed };

struct NoCoupon {
    NotIssued why;
    postgres::Failure failure = {};  // of `failed`
};

using IssueAnswer = tl::expected<Issued, NoCoupon>;

struct IssueRequest {
    IssueSource source;
    std::string user_id;
    std::string cause;  // once each: "round 17"
    UnixMs arrived;
    std::function<void(IssueAnswer)> answer;              // called once, on the recorder's thread
    std::chrono::steady_clock::time_point taken_at = {};  // set by the recorder
};

class IssueRecorder {
  public:
    // `what` is for metrics. What has waited longer than `longest_wait` for its turn is refused: by then
    // nobody waits for the answer.
    IssueRecorder(const char* what, const postgres::ConnectionSettings& settings, http::Metrics& metrics,
                  std::chrono::milliseconds longest_wait = std::chrono::seconds(10));

    // False: more is waiting than can be written in time. Nothing is issued then, and `answer` is not called.
    [[nodiscard]] bool issue(IssueRequest&& request);

    struct Counters {
        http::Counter recorded;
        http::Counter failed;
        http::Counter overloaded;
        http::Histogram batch_size;
    };

  private:
    class Writer;

    Counters counters_;
    postgres::GroupCommit<IssueRequest, Writer> commits_;
};

}  // namespace fairdraw::coupons
