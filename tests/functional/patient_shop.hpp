// A shop whose service is killed at a crash point: whoever gets no answer starts it again, and asks again.
#pragma once

#include <doctest/doctest.h>
#include <signal.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "postgres/transaction.hpp"
#include "support/shop.hpp"

namespace fairdraw::testing {

// Both crash points of each step.
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

struct PatientShop : Shop {
    using Shop::Shop;

    ApiReply persist(const std::function<ApiReply()>& ask) {
        try {
            return ask();
        } catch (const NoAnswer&) {
            CHECK(server.wait().signal == SIGKILL);
            ++deaths;
            server.restart();
            return ask();
        }
    }
    void ask(ApiClient& client, const std::string& method, const std::string& path,
             const std::string& body = {}, const Headers& headers = {}) {
        const auto reply = persist([&] { return client.request(method, path, body, headers); });
        INFO(path, " ", reply.body);
        CHECK(reply.status / 100 == 2);
    }
    void post(ApiClient& client, const std::string& path, const std::string& body = {}) {
        ask(client, "POST", path, body);
    }

    int deaths = 0;
};

}  // namespace fairdraw::testing
