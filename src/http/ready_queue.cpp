#include "http/ready_queue.hpp"

#include <algorithm>
#include <utility>

namespace fairdraw::http {

void ConnectionList::push_back(Connection& connection) {
    connection.next = nullptr;
    (last_ ? last_->next : first_) = &connection;
    last_ = &connection;
    ++size_;
}

Connection* ConnectionList::pop_front() {
    if (!first_) return nullptr;
    Connection* front = std::exchange(first_, first_->next);
    if (!first_) last_ = nullptr;
    --size_;
    return front;
}

void ConnectionList::append(ConnectionList& other) {
    if (other.empty()) return;
    (last_ ? last_->next : first_) = other.first_;
    last_ = other.last_;
    size_ += other.size_;
    other = {};
}

void ReadyQueue::push(ConnectionList& batch) {
    if (batch.empty()) return;
    std::size_t wake = 0;
    {
        std::lock_guard lock(mutex_);
        wake = std::min(batch.size(), idle_workers_);
        waiting_.append(batch);
    }
    for (; wake > 0; --wake) not_empty_.notify_one();
}

Connection* ReadyQueue::pop() {
    std::unique_lock lock(mutex_);
    while (waiting_.empty() && !closed_) {
        ++idle_workers_;
        not_empty_.wait(lock);
        --idle_workers_;
    }
    return waiting_.pop_front();
}

void ReadyQueue::close() {
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }
    not_empty_.notify_all();
}

std::size_t ReadyQueue::size() const {
    std::lock_guard lock(mutex_);
    return waiting_.size();
}

}  // namespace fairdraw::http
