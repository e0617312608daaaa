#include "postgres/clockwork.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "postgres/failure.hpp"

namespace fairdraw::postgres {

Clockwork::Clockwork(ConnectionSettings settings, std::string name, std::chrono::milliseconds pause,
                     Work work)
    : settings_(std::move(settings)),
      name_(std::move(name)),
      pause_(pause),
      work_(std::move(work)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Clockwork::wake() {
    {
        const std::lock_guard lock{mutex_};
        wanted_ = true;
    }
    woken_.notify_one();
}

void Clockwork::wait(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    woken_.wait_for(lock, stop, pause_, [this] { return wanted_; });
    wanted_ = false;
}

void Clockwork::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            work_while_connected(stop);
        } catch (...) {
            // Once for each trouble, not once for each pause of it.
            const auto trouble = classify(std::current_exception()).message;
            if (std::exchange(last_trouble_, trouble) != trouble)
                spdlog::error("event={}_failed reason={:?}", name_, trouble);
            wait(stop);
        }
    }
}

void Clockwork::work_while_connected(const std::stop_token& stop) {
    Connection connection{settings_};
    while (!stop.stop_requested()) {
        const bool more = work_(connection, stop);
        last_trouble_.clear();
        if (!more) wait(stop);
    }
}

}  // namespace fairdraw::postgres
