// A bounded set of connections of one role. Any thread may borrow; a borrowed connection belongs to its
// borrower.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "postgres/connection.hpp"

namespace fairdraw::postgres {

class Pool {
  public:
    Pool(ConnectionSettings settings, std::size_t size);

    // Gives its connection back when it goes, or lets the pool forget it if it broke.
    class Lease {
      public:
        Lease(Pool& pool, std::unique_ptr<Connection> connection);
        ~Lease();
        Lease(Lease&&) noexcept = default;
        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }

      private:
        Pool* pool_;
        std::unique_ptr<Connection> connection_;
    };

    // Waits at most `wait_ms` for a free connection; connects when none is open yet. Throws Unavailable.
    Lease borrow(int wait_ms = 2000);

  private:
    void give_back(std::unique_ptr<Connection> connection);

    const ConnectionSettings settings_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t free_;  // how many more may be borrowed, idle or not yet open
};

}  // namespace fairdraw::postgres
