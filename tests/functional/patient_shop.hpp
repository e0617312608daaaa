// A shop whose service is killed at a crash point: whoever gets no answer starts it again, and asks again.
#pragma once

#include <doctest/doctest.h>
#include <signal.h>

#include <functional>
#include <string>
#include <vector>

#include "functional/crash_points.hpp"
#include "support/shop.hpp"

namespace fairdraw::testing {

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
