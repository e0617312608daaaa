// How often each sender may ask, on a clock of the test's own.
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "http/rate_limiter.hpp"

using namespace fairdraw::http;

namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1'000 * ms;
constexpr std::int64_t begin = 5'000 * s;
constexpr std::uint64_t alice = 1;
constexpr std::uint64_t bob = 2;

// How many of `tries` requests at one moment are taken.
int taken(RateLimiter& limiter, std::uint64_t key, std::int64_t at_ns, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limiter.take(key, at_ns) == 0;
    return count;
}

}  // namespace

TEST_CASE("limits are read as they are written, and nothing else is one") {
    CHECK(parse_rate_limit("100/10s") == RateLimit{100, 10});
    CHECK(parse_rate_limit("5/s") == RateLimit{5, 1});
    CHECK(parse_rate_limit("1/3600s") == RateLimit{1, 3600});
    CHECK(parse_rate_limit("1000000/s") == RateLimit{1'000'000, 1});
    for (const char* wrong : {"",          "0",
                              "s",         "/",
                              "/s",        "100",
                              "100/",      "100/10",
                              "100/10m",   "0/10s",
                              "-1/10s",    "1/0s",
                              "1/-1s",     "1/3601s",
                              "1000001/s", " 1/s",
                              "1 /s",      "1/ s",
                              "1/s ",      "1.5/s",
                              "1/2/3s",    "99999999999999999999/s",
                              "+1/s"}) {
        INFO(std::string(wrong));
        CHECK_FALSE(parse_rate_limit(wrong));
    }
}

TEST_CASE("so many at once, and then as many again in each window, evenly") {
    RateLimiter limiter({10, 1}, 1024);
    CHECK(taken(limiter, alice, begin, 15) == 10);
    CHECK(limiter.take(alice, begin) == 100 * ms);
    CHECK(limiter.take(alice, begin + 99 * ms) == 1 * ms);
    CHECK(taken(limiter, alice, begin + 100 * ms, 5) == 1);
    CHECK(taken(limiter, alice, begin + 500 * ms, 15) == 4);
    CHECK(taken(limiter, alice, begin + 10 * s, 15) == 10);  // never more than at the begin
}

TEST_CASE("an even flow at the limit is never held up, and one slightly faster is") {
    RateLimiter limiter({100, 10}, 1024);
    for (int i = 0; i < 10'000; ++i) REQUIRE(limiter.take(alice, begin + i * 100 * ms) == 0);
    int refused = 0;
    for (int i = 0; i < 10'000; ++i) refused += limiter.take(bob, begin + i * 90 * ms) > 0;
    CHECK(refused > 800);  // a tenth, but for the first hundred
    CHECK(refused < 1'000);
}

TEST_CASE("who is refused is told when, owes nothing for it, and is taken then") {
    RateLimiter limiter({1, 60}, 1024);
    CHECK(limiter.take(alice, begin) == 0);
    for (int i = 0; i < 1'000; ++i) CHECK(limiter.take(alice, begin + 20 * s) == 40 * s);
    CHECK(limiter.take(alice, begin + 60 * s) == 0);
}

TEST_CASE("senders do not count for each other") {
    RateLimiter limiter({5, 1}, 1024);
    CHECK(taken(limiter, alice, begin, 100) == 5);
    CHECK(taken(limiter, bob, begin, 100) == 5);
    CHECK(taken(limiter, 0, begin, 100) == 5);
}

TEST_CASE("a clock that is a little behind takes nothing from anybody") {
    RateLimiter limiter({5, 1}, 1024);
    CHECK(taken(limiter, alice, begin, 2) == 2);
    CHECK(taken(limiter, alice, begin - 10 * ms, 3) == 2);  // 10 ms more are owed than a request later
    CHECK(taken(limiter, alice, begin, 3) == 1);
}

TEST_CASE("of more senders than there is room for, those who have been quiet are forgotten first") {
    RateLimiter limiter({5, 1}, 4);  // one place for four
    CHECK(taken(limiter, 11, begin, 5) == 5);
    CHECK(taken(limiter, 12, begin + 1 * ms, 5) == 5);
    CHECK(taken(limiter, 13, begin + 2 * ms, 5) == 5);
    CHECK(taken(limiter, 14, begin + 3 * ms, 5) == 5);
    CHECK(limiter.take(15, begin + 4 * ms) == 0);  // in the place of 11
    for (const std::uint64_t key : {12, 13, 14}) CHECK(limiter.take(key, begin + 5 * ms) > 0);
    CHECK(taken(limiter, 11, begin + 5 * ms, 9) == 5);  // afresh, in the place of 15, who owed least
    for (const std::uint64_t key : {12, 13, 14}) CHECK(limiter.take(key, begin + 5 * ms) > 0);
}

TEST_CASE("a crowd of which each asks once is taken, however large it is") {
    RateLimiter limiter({100, 10}, 4 * 1024);
    for (std::uint64_t user = 0; user < 100'000; ++user) REQUIRE(limiter.take(user << 32U, begin) == 0);
}

TEST_CASE("threads that count for one sender at once take as many as one would") {
    RateLimiter limiter({1'000, 1}, 1024);
    REQUIRE(limiter.take(alice, begin) == 0);  // has a place
    std::vector<int> counts(4);
    {
        std::vector<std::jthread> threads;
        for (int& count : counts) threads.emplace_back([&] { count = taken(limiter, alice, begin, 2'000); });
    }
    CHECK(counts[0] + counts[1] + counts[2] + counts[3] == 999);
}
