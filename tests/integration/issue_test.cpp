// The one step in which coupons come into being: never past a total, a stock or a limit, never twice for one
// cause, however many ask at once; and the recorder in front of it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>
#include <random>
#include <set>
#include <thread>

#include "coupons/issue_recorder.hpp"
#include "http/metrics.hpp"
#include "integration/rounds_database.hpp"
#include "support/made_template.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;
using coupons::IssueAnswer;
using coupons::NotIssued;

namespace {

// An instance, as far as issuing goes.
struct Issuing {
    explicit Issuing(const RoundsDatabase& database,
                     std::chrono::milliseconds longest_wait = std::chrono::seconds(10))
        : recorder("tests", {.url = database.url, .role = "fairdraw_serving"}, metrics, longest_wait) {}

    std::future<IssueAnswer> ask(const coupons::IssueSource& source, const std::string& user,
                                 const std::string& cause, UnixMs arrived) {
        const auto answered = std::make_shared<std::promise<IssueAnswer>>();
        REQUIRE(recorder.issue({source, user, cause, arrived,
                                [answered](IssueAnswer answer) { answered->set_value(std::move(answer)); }}));
        return answered->get_future();
    }

    http::Metrics metrics;
    coupons::IssueRecorder recorder;
};

UnixMs now() {
    return {now_ms()};
}

// A first-come round that is open.
int make_round(const RoundsDatabase& database, int template_no, int stock) {
    return std::stoi(database.value(fmt::format(
        "WITH made AS (INSERT INTO fairdraw.rounds (round_id, kind, enter_from, enter_to, close_due_at, "
        "announced_at, template_no) SELECT 'rush', 'first_come', now() - interval '1 hour', now() + "
        "interval '1 hour', now() + interval '1 hour', now() - interval '2 hours', {} RETURNING round_no) "
        "INSERT INTO fairdraw.round_stock (round_no, stock) SELECT round_no, {} FROM made RETURNING round_no",
        template_no, stock)));
}

struct Tally {
    int issued = 0, repeated = 0, refused = 0;
    std::set<std::string> codes;

    void count(const IssueAnswer& answer, NotIssued why_not) {
        if (!answer) {
            CHECK(answer.error().why == why_not);
            ++refused;
            return;
        }
        ++(answer->repeated ? repeated : issued);
        codes.insert(answer->coupon.code);
    }
};

}  // namespace

TEST_CASE("a stock is given out to the last coupon and no further, whoever asks where, and how often") {
    RoundsDatabase database;
    const auto template_no = make_template(database.url, {.total = 1000});
    const auto round_no = make_round(database, template_no, 100);
    Issuing one{database}, other{database};
    const coupons::IssueSource source{template_no, "first_come", round_no};
    std::vector<std::future<IssueAnswer>> answers;
    for (int press = 0; press < 2; ++press)
        for (int user = 0; user < 500; ++user)
            for (auto* instance : {&one, &other})
                answers.push_back(
                    instance->ask(source, user_name(user), fmt::format("round {}", round_no), now()));
    Tally tally;
    for (auto& answer : answers) tally.count(answer.get(), NotIssued::sold_out);
    CHECK(tally.issued == 100);
    CHECK(tally.repeated == 300);
    CHECK(tally.refused == 1600);
    CHECK(tally.codes.size() == 100);
    CHECK(database.value("SELECT count(DISTINCT user_id) FROM fairdraw.coupons") == "100");
    CHECK(database.value("SELECT issued FROM fairdraw.round_stock") == "100");
    CHECK(database.value("SELECT issued FROM fairdraw.template_stock") == "100");
    CHECK(database.value("SELECT sum(coupons) FROM fairdraw.issues") == "100");
}

TEST_CASE("a template's total and a user's limit hold for claims at once, one coupon a key") {
    RoundsDatabase database;
    const auto template_no = make_template(database.url, {.total = 150, .per_user = 2});
    Issuing one{database}, other{database};
    std::vector<std::future<IssueAnswer>> answers;
    std::mt19937 random{7};
    for (int i = 0; i < 2000; ++i) {
        auto& instance = random() % 2 ? one : other;
        answers.push_back(instance.ask({template_no, "claim", {}}, user_name(static_cast<int>(random() % 60)),
                                       fmt::format("claim {} key-{}", template_no, random() % 4), now()));
    }
    Tally tally;
    for (auto& answer : answers) tally.count(answer.get(), NotIssued::limit);
    CHECK(tally.issued == 120);  // 60 users, 2 each
    CHECK(database.value(
              "SELECT max(n) FROM (SELECT count(*) AS n FROM fairdraw.coupons GROUP BY user_id) AS u") ==
          "2");
    Tally last;
    for (int i = 0; i < 100; ++i)
        last.count(one.ask({template_no, "claim", {}}, user_name(100 + i), "claim", now()).get(),
                   NotIssued::sold_out);
    CHECK(last.issued == 30);
    CHECK(last.refused == 70);
    CHECK(database.value("SELECT issued FROM fairdraw.template_stock") == "150");
}

TEST_CASE("who asks outside the time, or is not meant, gets none; who had one gets it again all the same") {
    RoundsDatabase database;
    const auto template_no = make_template(
        database.url,
        {.audience = "users", .claim = "now() - interval '1 minute', now() + interval '1 minute'"});
    query(database.url,
          fmt::format("INSERT INTO fairdraw.template_audience VALUES ({}, 'ann')", template_no));
    Issuing instance{database};
    const auto ask = [&](const std::string& user, std::int64_t later_ms) {
        return instance.ask({template_no, "claim", {}}, user, "claim", {now_ms() + later_ms}).get();
    };
    CHECK(ask("ann", -120'000).error().why == NotIssued::closed);
    CHECK(ask("ann", 120'000).error().why == NotIssued::closed);
    CHECK(ask("bob", 0).error().why == NotIssued::not_listed);
    const auto first = ask("ann", 0);
    REQUIRE(first.has_value());
    CHECK_FALSE(first->remaining.has_value());
    CHECK(ask("ann", 120'000)->coupon.code == first->coupon.code);
    query(database.url, "UPDATE fairdraw.templates SET state = 'stopped', stopped_at = now()");
    CHECK(ask("ann", 0)->repeated);
    CHECK(ask("bob", 0).error().why == NotIssued::closed);
}

TEST_CASE("a trip that fails on the way is made again, and finds what stands: issued once") {
    RoundsDatabase database;
    const auto template_no = make_template(database.url, {.total = 5});
    Issuing instance{database};
    std::future<IssueAnswer> answer;
    {
        const OpenTransaction in_the_way(database.url, "SELECT * FROM fairdraw.template_stock FOR UPDATE");
        answer = instance.ask({template_no, "claim", {}}, "ann", "claim", now());
        in_the_way.wait_for_somebody();
        query(database.url,
              "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
              "datname = current_database()");
    }
    CHECK(answer.get().has_value());
    CHECK(database.value("SELECT issued FROM fairdraw.template_stock") == "1");
    CHECK(database.value("SELECT count(*) FROM fairdraw.coupons") == "1");
}

TEST_CASE("what has waited too long for its turn is refused and not issued") {
    RoundsDatabase database;
    const auto template_no = make_template(database.url, {});
    Issuing instance{database, std::chrono::milliseconds(-1)};
    CHECK(instance.ask({template_no, "claim", {}}, "ann", "claim", now()).get().error().why ==
          NotIssued::waited_too_long);
    CHECK(database.value("SELECT count(*) FROM fairdraw.coupons") == "0");
}
