#include "integration/rounds_database.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <chrono>

#include "fairdraw/draw.hpp"
#include "postgres/failure.hpp"

namespace fairdraw::testing {

namespace {

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

SigningKey some_key() {
    return SigningKey::from_seed("shop.example/coupons", SigningKey::Seed{7});
}

}  // namespace

RoundsDatabase::RoundsDatabase()
    : url(PostgresCluster::shared().create_database()),
      keys({some_key()}),
      announcer(keys, 0),
      keeper({.url = url, .role = "fairdraw_keeper"}),
      serving({.url = url, .role = "fairdraw_serving"}) {}

rounds::RoundNumber RoundsDatabase::announce(const std::string& id, const std::string& quota) {
    const auto in = [now = now_ms()](int minutes) { return UnixMs{now + minutes * 60'000}; };
    const rounds::RoundPlan plan{RoundId::parse(id).value(), std::nullopt, Window{in(1), in(2)},
                                 Window{in(3), in(4)}, parse_quota(quota).value()};
    const auto outcome = announcer.announce(keeper, plan, "tester");
    REQUIRE(outcome.has_value());
    return rounds::RoundNumber{
        std::stoi(value("SELECT round_no FROM fairdraw.rounds WHERE round_id = '" + id + "'"))};
}

void RoundsDatabase::let_time_pass(rounds::RoundNumber round) {
    query(fmt::format(
        "UPDATE fairdraw.rounds SET announced_at = announced_at - interval '1 hour', "
        "reserve_from = reserve_from - interval '1 hour', reserve_to = reserve_to - interval '1 hour', "
        "enter_from = enter_from - interval '1 hour', enter_to = enter_to - interval '1 hour', "
        "close_due_at = close_due_at - interval '1 hour' WHERE round_no = {}",
        sql_value(round)));
}

void RoundsDatabase::enter(rounds::RoundNumber round, const std::vector<std::string>& users) {
    const auto id =
        RoundId::parse(
            value(fmt::format("SELECT round_id FROM fairdraw.rounds WHERE round_no = {}", sql_value(round))))
            .value();
    const TagKey tag_key{
        hash_from_hex(
            value(fmt::format("SELECT encode(tag_key, 'hex') FROM fairdraw.round_secrets WHERE round_no = {}",
                              sql_value(round))))
            .value()};
    std::string rows;
    for (std::size_t i = 0; i < users.size(); ++i)
        rows += fmt::format(
            "{}({}, '{}', '\\x{}', (SELECT enter_from FROM fairdraw.rounds WHERE round_no = {}) + {} * "
            "interval '1 ms')",
            i ? ", " : "", sql_value(round), users[i], to_hex(tag_key.tag_of(id, users[i])), sql_value(round),
            i);
    if (!rows.empty())
        query("INSERT INTO fairdraw.entries (round_no, user_id, tag, received_at) VALUES " + rows);
}

void RoundsDatabase::close_all() {
    while (rounds::fence_next_round(keeper)) {
    }
    while (rounds::close_next_round(keeper, keys)) {
    }
}

std::string failure_of(const std::function<void()>& act) {
    try {
        act();
        return {};
    } catch (...) {
        return postgres::classify(std::current_exception()).message;
    }
}

}  // namespace fairdraw::testing
