#include "coupons/grant_keeper.hpp"

#include <chrono>
#include <pqxx/result>
#include <utility>

#include "coupons/steps.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

// For what another instance was asked for and has left behind.
constexpr std::chrono::seconds look_every{1};
// A part holds the template's stock for well under a second, so that others who issue of it wait no longer.
constexpr int users_a_part = 5000;

// False: nothing is to be granted, or others are at it.
bool grant_a_part(postgres::Connection& connection) {
    const auto rows = postgres::run_alone(connection, steps::grant_next, sql::grant_next, {users_a_part});
    return !rows[0][0].is_null();
}

}  // namespace

postgres::Clockwork keep_grants(postgres::ConnectionSettings settings) {
    return postgres::Clockwork{
        std::move(settings), "grant_keeper", look_every,
        [](postgres::Connection& connection, const std::stop_token&) { return grant_a_part(connection); }};
}

}  // namespace fairdraw::coupons
