// Connections on which a whole request waits for a worker, served first come, first served. Any thread; owns
// nothing.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "http/connection.hpp"

namespace fairdraw::http {

// A singly linked list through Connection::next. One owner, no locks.
class ConnectionList {
  public:
    bool empty() const { return !first_; }
    std::size_t size() const { return size_; }
    void push_back(Connection& connection);
    Connection* pop_front();  // null when empty
    // Moves all of `other` behind what is here.
    void append(ConnectionList& other);

  private:
    Connection* first_ = nullptr;
    Connection* last_ = nullptr;
    std::size_t size_ = 0;
};

class ReadyQueue {
  public:
    ReadyQueue() = default;
    ReadyQueue(const ReadyQueue&) = delete;
    ReadyQueue& operator=(const ReadyQueue&) = delete;

    // Takes all of `batch`.
    void push(ConnectionList& batch);

    // Waits for a connection; null once the queue is closed and empty.
    Connection* pop();

    void close();
    std::size_t size() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable not_empty_;
    ConnectionList waiting_;
    std::size_t idle_workers_ = 0;
    bool closed_ = false;
};

// Work that never waits is not to stand behind work that does, and needs only as many threads as there are
// processors: each thread that is woken costs more than such a request does.
struct ReadyQueues {
    ReadyQueue prompt;
    ReadyQueue blocking;

    ReadyQueue& of(const Connection& connection) { return connection.may_block() ? blocking : prompt; }
};

}  // namespace fairdraw::http
