// Where the program can be killed: before and after the commit of each of its steps.
#pragma once

#include <doctest/doctest.h>

#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "postgres/transaction.hpp"
#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"

namespace fairdraw::testing {

// Both points of each step of the lists.
template <class... Lists>
std::vector<std::string> crash_points(const Lists&... lists) {
    std::vector<std::string> points;
    const auto add = [&](const postgres::Step& step) {
        for (const char* moment : {".before_commit", ".after_commit"})
            points.push_back(std::string(step.name) + moment);
    };
    (..., [&] {
        for (const auto& step : lists) add(step);
    }());
    return points;
}

inline ServerSettings armed(const std::string& point, std::vector<std::string> arguments = {}) {
    ServerSettings settings;
    settings.arguments = std::move(arguments);
    settings.environment = {{"FAIRDRAW_CRASH_AT", point}};
    return settings;
}

// Plays the story once for each point.
inline void for_each_point(const std::vector<std::string>& points,
                           const std::function<void(const std::string& point)>& play, int at_once = 2) {
    // Here and not in the threads below: a process ends with the thread that started it.
    PostgresCluster::shared();
    for_each_of(
        static_cast<int>(points.size()),
        [&](int i) {
            const auto& point = points.at(static_cast<std::size_t>(i));
            INFO("killed at ", point);
            try {
                play(point);
            } catch (const std::exception& error) {
                FAIL_CHECK(std::string(error.what()));
            }
        },
        at_once);
}

}  // namespace fairdraw::testing
