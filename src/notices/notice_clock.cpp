#include "notices/notice_clock.hpp"

#include <chrono>
#include <pqxx/result>
#include <utility>

#include "notices/steps.hpp"
#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

namespace {

// What is due is found by an index, and seldom there is any.
constexpr std::chrono::seconds look_every{1};
constexpr int notices_at_once = 5'000;
// Seconds at most: webhooks are told of nothing that comes after a transaction which is under way.
constexpr int coupons_at_once = 10'000;
// For the gauge alone.
constexpr std::chrono::seconds look_at_webhooks_every{5};

}  // namespace

NoticeClock::NoticeClock(postgres::ConnectionSettings settings, http::Metrics& metrics)
    : reminded_(metrics.counter("fairdraw_reminders_total", "People reminded of coupons that expire")),
      waiting_(metrics.gauge("fairdraw_webhook_oldest_event_seconds",
                             "For how long the oldest event waits that a webhook has not been told of")),
      clockwork_(std::move(settings), "notice_clock", look_every,
                 [this](postgres::Connection& connection, const std::stop_token& stop) {
                     do_what_is_due(connection, stop);
                     return false;
                 }) {}

void NoticeClock::do_what_is_due(postgres::Connection& connection, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const auto reminded = postgres::run_alone(connection, steps::remind, sql::remind, {coupons_at_once});
        if (reminded[0][0].is_null()) break;
        reminded_.add(reminded[0][0].as<double>());
    }
    for (std::int64_t gone = notices_at_once; gone == notices_at_once && !stop.stop_requested();)
        gone = postgres::run_alone(connection, steps::forget_notices, sql::forget_notices,
                                   {notices_at_once})[0][0]
                   .as<std::int64_t>();
    const auto now = std::chrono::steady_clock::now();
    if (now < look_at_webhooks_at_) return;
    waiting_.set(connection.read(sql::read_waiting)[0][0].as<double>());
    look_at_webhooks_at_ = now + look_at_webhooks_every;
}

}  // namespace fairdraw::notices
