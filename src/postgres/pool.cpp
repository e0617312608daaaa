#include "postgres/pool.hpp"

#include <chrono>

#include "postgres/failure.hpp"

namespace fairdraw::postgres {

Pool::Pool(ConnectionSettings settings, std::size_t size) : settings_(std::move(settings)), free_(size) {}

Pool::Lease::Lease(Pool& pool, std::unique_ptr<Connection> connection)
    : pool_(&pool), connection_(std::move(connection)) {}

Pool::Lease::~Lease() {
    if (connection_) pool_->give_back(std::move(connection_));
}

Pool::Lease Pool::borrow(int wait_ms) {
    std::unique_lock lock{mutex_};
    if (!returned_.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] { return free_ > 0; }))
        throw Unavailable("all database connections are busy");
    --free_;
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return {*this, std::move(connection)};
    }
    lock.unlock();
    try {
        return {*this, std::make_unique<Connection>(settings_)};
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
    {
        const std::lock_guard lock{mutex_};
        if (connection && connection->usable()) {
            idle_.push_back(std::move(connection));
        } else {
            // The database went away: the idle ones are as dead as this one.
            if (connection) idle_.clear();
        }
        ++free_;
    }
    returned_.notify_one();
}

}  // namespace fairdraw::postgres
