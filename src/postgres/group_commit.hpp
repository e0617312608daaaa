// Group commit: what arrives while a commit is under way shares the next one, so that the cost of durability
// is paid a batch and not a request (DeWitt et al. 1984, "Implementation techniques for main memory database
// systems", section 5). And a batch is begun no sooner than a pace after the one before: what a trip costs
// besides its rows (a plan, a commit, waking each other) then stays small however fast the disk is. Who comes
// alone waits for nobody.
//
// Any thread may submit; each writer thread has its own `Writer`, made by `make_writer` on that thread. A
// Writer has `void write(std::vector<Item>& batch) noexcept`, which answers every item of the batch.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace fairdraw::postgres {

template <class Item, class Writer>
class GroupCommit {
  public:
    struct Limits {
        std::size_t writers;
        std::size_t largest_batch;
        std::size_t longest_queue;
    };

    GroupCommit(Limits limits, const std::function<std::unique_ptr<Writer>()>& make_writer)
        : limits_(limits) {
        for (std::size_t i = 0; i < limits.writers; ++i)
            threads_.emplace_back([this, make_writer] { write_batches(*make_writer()); });
    }

    // Everything that was taken is written and answered first.
    ~GroupCommit() {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        arrived_.notify_all();
        paced_.notify_all();
        for (auto& thread : threads_) thread.join();
    }

    GroupCommit(const GroupCommit&) = delete;
    GroupCommit& operator=(const GroupCommit&) = delete;

    // False when the queue is full: nothing was taken, and nothing will be answered.
    [[nodiscard]] bool submit(Item&& item) {
        {
            const std::lock_guard lock{mutex_};
            if (queue_.size() >= limits_.longest_queue) return false;
            queue_.push_back(std::move(item));
        }
        arrived_.notify_one();
        return true;
    }

  private:
    void write_batches(Writer& writer) {
        std::vector<Item> batch;
        while (take(batch)) {
            writer.write(batch);
            batch.clear();
        }
    }

    // Waits for items; false once there are none and none will come.
    bool take(std::vector<Item>& batch) {
        std::unique_lock lock{mutex_};
        do {
            arrived_.wait(lock, [&] { return !queue_.empty() || stopping_; });
            paced_.wait_until(lock, last_taken_at_ + pace, [&] { return stopping_; });
            // Another writer may have been here first.
        } while (!stopping_ && (queue_.empty() || last_taken_at_ + pace > std::chrono::steady_clock::now()));
        last_taken_at_ = std::chrono::steady_clock::now();
        if (queue_.size() <= limits_.largest_batch) {
            batch.swap(queue_);
        } else {
            const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(limits_.largest_batch);
            batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
            queue_.erase(queue_.begin(), end);
        }
        return !batch.empty();
    }

    static constexpr std::chrono::microseconds pace{500};

    const Limits limits_;
    std::mutex mutex_;
    std::condition_variable arrived_;  // a writer has nothing to do
    std::condition_variable paced_;    // it is not time yet
    std::chrono::steady_clock::time_point last_taken_at_;
    std::vector<Item> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace fairdraw::postgres
