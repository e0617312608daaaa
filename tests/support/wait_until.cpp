#include "support/wait_until.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace fairdraw::testing {

void wait_until(std::string_view what, const std::function<bool()>& condition,
                std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline) {
            throw std::runtime_error(fmt::format("waited {} ms in vain: {}", timeout.count(), what));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

bool pause_for(std::chrono::milliseconds pause, const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any stopped;
    stopped.wait_for(lock, stop, pause, [] { return false; });
    return !stop.stop_requested();
}

void wait_for_stop(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any stopped;
    stopped.wait(lock, stop, [] { return false; });
}

}  // namespace fairdraw::testing
