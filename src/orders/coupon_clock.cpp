#include "orders/coupon_clock.hpp"

#include <chrono>
#include <pqxx/result>
#include <utility>

#include "orders/steps.hpp"
#include "sql/orders_sql.hpp"

namespace fairdraw::orders {

namespace {

// What is due is found by an index, and seldom there is any.
constexpr std::chrono::seconds look_every{1};
constexpr int orders_at_once = 500;

std::int64_t do_step(postgres::Connection& connection, const postgres::Step& step,
                     const postgres::Statement& statement, postgres::Parameters parameters = {}) {
    const auto rows = postgres::run_alone(connection, step, statement, parameters);
    return rows.empty() || rows[0][0].is_null() ? -1 : rows[0][0].as<std::int64_t>();
}

}  // namespace

CouponClock::CouponClock(postgres::ConnectionSettings settings, http::Metrics& metrics)
    : lapsed_(metrics.counter("fairdraw_holds_lapsed_total",
                              "Orders whose hold was over, so that their coupons were given back")),
      expired_(metrics.counter("fairdraw_coupons_expired_total", "Coupons that expired unused")),
      clockwork_(std::move(settings), "coupon_clock", look_every,
                 [this](postgres::Connection& connection, const std::stop_token& stop) {
                     do_what_is_due(connection, stop);
                     return false;
                 }) {}

void CouponClock::lapse_holds(postgres::Connection& connection, const std::stop_token& stop) {
    for (std::int64_t lapsed = orders_at_once; lapsed == orders_at_once && !stop.stop_requested();) {
        lapsed = do_step(connection, steps::lapse_holds, sql::lapse_holds, {orders_at_once});
        lapsed_.add(static_cast<double>(lapsed));
    }
}

void CouponClock::do_what_is_due(postgres::Connection& connection, const std::stop_token& stop) {
    // Two million coupons that expire are many parts, and no hold is to last until the last of them.
    for (std::int64_t expired = 0; expired >= 0 && !stop.stop_requested();) {
        lapse_holds(connection, stop);
        expired = do_step(connection, steps::expire_coupons, sql::expire_coupons);
        if (expired > 0) expired_.add(static_cast<double>(expired));
    }
    do_step(connection, steps::forget_barriers, sql::forget_barriers);
}

}  // namespace fairdraw::orders
