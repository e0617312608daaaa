#include "support/stage.hpp"

#include <doctest/doctest.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <exception>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "support/wait_until.hpp"

namespace fairdraw::testing {

namespace {

using Json = nlohmann::json;

// Time enough to announce a round before its first window opens, even on a busy machine.
constexpr int announce_within_ms = 700;

ServerSettings with_database(ServerSettings settings, const std::string& database_url) {
    settings.database_url = database_url;
    return settings;
}

Json to_json(const TimeSpan& span) {
    return {{"from", rfc3339(span.from_ms)}, {"to", rfc3339(span.to_ms)}};
}

}  // namespace

Stage::Stage(ServerSettings settings, PostgresCluster& cluster)
    : database_url(cluster.create_database()),
      server(with_database(std::move(settings), database_url)),
      operator_(server.operator_client()),
      anyone(server.anyone()) {}

std::int64_t Stage::count(const std::string& sql) const {
    return std::stoll(query_value(database_url, sql));
}

std::string RoundPlan::json() const {
    return Json{{"round", round},          {"reserve", reserve ? to_json(*reserve) : Json()},
                {"enter", to_json(enter)}, {"quota", quota},
                {"beacon", beacon},        {"template", nullptr}}
        .dump();
}

RoundPlan plan_round(std::string round, int reserve_for_ms, int enter_for_ms) {
    const auto opens = now_ms() + announce_within_ms;
    const auto enter = opens + reserve_for_ms;
    return {std::move(round), TimeSpan{opens, enter}, {enter, enter + enter_for_ms}};
}

RoundPlan plan_open_round(std::string round, int enter_for_ms) {
    const auto opens = now_ms() + announce_within_ms;
    return {std::move(round), std::nullopt, {opens, opens + enter_for_ms}};
}

void announce(ApiClient& operator_, const RoundPlan& plan) {
    const auto reply = operator_.post("/v1/rounds", plan.json());
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
}

std::string wait_for_state(ApiClient& client, const std::string& round,
                           const std::vector<std::string>& states) {
    static constexpr std::array order{"announced", "reserving", "reserved", "entering",
                                      "closing",   "closed",    "drawn",    "void"};
    const auto place = [](const std::string& state) { return std::find(order.begin(), order.end(), state); };
    std::string state;
    wait_until(fmt::format("round {} to be {}", round, fmt::join(states, " or ")), [&] {
        state = client.get("/v1/rounds/" + round).json()["state"];
        if (std::find(states.begin(), states.end(), state) != states.end()) return true;
        if (place(state) > place(states.back()))
            throw std::runtime_error(fmt::format("round {} is {}", round, state));
        return false;
    });
    return state;
}

void wait_for_draw(ApiClient& client, const std::string& round) {
    wait_for_state(client, round, {"drawn"});
}

void for_each_of(int count, const std::function<void(int)>& act, int threads) {
    std::atomic<int> next = 0;
    std::mutex mutex;
    std::exception_ptr trouble;
    std::vector<std::thread> pool;
    for (int i = 0; i < threads; ++i) {
        pool.emplace_back([&] {
            try {
                for (int mine = next++; mine < count; mine = next++) act(mine);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!trouble) trouble = std::current_exception();
            }
        });
    }
    for (auto& thread : pool) thread.join();
    if (trouble) std::rethrow_exception(trouble);
}

std::string user_name(int index) {
    return fmt::format("user-{:03}", index);
}

AuditResult audit(const FairdrawServer& server, const std::string& round,
                  const std::vector<std::string>& more_arguments) {
    std::vector<std::string> arguments{"audit", fmt::format("{}/v1/rounds/{}/evidence", server.url(), round),
                                       "--vkey", TestKeys::shared().verifier_key(), "--json"};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    const auto ran = run_fairdraw(std::move(arguments));
    const Json said = Json::parse(ran.output, nullptr, false);
    AuditResult result{ran.status.code, "", {}, {}, {}, ran.output + ran.errors};
    if (!said.is_object()) return result;
    result.verdict = said.at("verdict");
    for (const auto& check : said.at("checks")) {
        result.checks.push_back(check.at("id"));
        if (check.at("ok") == false) result.failing.push_back(check.at("id"));
        if (check.at("ok").is_null()) result.unknown.push_back(check.at("id"));
    }
    return result;
}

void check_audit_passes(const FairdrawServer& server, const std::string& round,
                        const std::vector<std::string>& more_arguments) {
    const auto result = audit(server, round, more_arguments);
    INFO(result.text);
    CHECK(result.verdict == "pass");
    CHECK(result.failing.empty());
    CHECK(result.exit_status == 0);
}

std::vector<std::string> evidence_lines(ApiClient& client, const std::string& round,
                                        const std::string& file) {
    const auto reply = client.get("/v1/rounds/" + round + "/evidence/" + file);
    REQUIRE(reply.status == 200);
    std::vector<std::string> lines;
    std::istringstream text(reply.body);
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

std::int64_t now_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string rfc3339(std::int64_t unix_ms) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(unix_ms / 1000)),
                       unix_ms % 1000);
}

std::int64_t parse_rfc3339(const std::string& text) {
    std::tm parts{};
    const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (!rest || *rest != '.') throw std::runtime_error("no time: " + text);
    return static_cast<std::int64_t>(timegm(&parts)) * 1000 + std::stoi(rest + 1);
}

}  // namespace fairdraw::testing
