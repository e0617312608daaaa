#include "coupons/grant_keeper.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <pqxx/result>
#include <utility>

#include "coupons/steps.hpp"
#include "postgres/failure.hpp"
#include "postgres/transaction.hpp"
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

GrantKeeper::GrantKeeper(postgres::ConnectionSettings settings)
    : settings_(std::move(settings)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void GrantKeeper::wake() {
    {
        const std::lock_guard lock{mutex_};
        wanted_ = true;
    }
    woken_.notify_one();
}

void GrantKeeper::wait(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    woken_.wait_for(lock, stop, look_every, [this] { return wanted_; });
    wanted_ = false;
}

void GrantKeeper::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            postgres::Connection connection{settings_};
            while (!stop.stop_requested()) {
                const bool granted = grant_a_part(connection);
                last_trouble_.clear();
                if (!granted) wait(stop);
            }
        } catch (...) {
            // Once for each trouble, not once for each second of it.
            const auto trouble = postgres::classify(std::current_exception()).message;
            if (std::exchange(last_trouble_, trouble) != trouble)
                spdlog::error("event=grant_keeper_failed reason={:?}", trouble);
            wait(stop);
        }
    }
}

}  // namespace fairdraw::coupons
