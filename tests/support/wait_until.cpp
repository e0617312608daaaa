#include "support/wait_until.hpp"

#include <fmt/format.h>

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

}  // namespace fairdraw::testing
