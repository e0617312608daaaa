// `fairdraw audit --log` and `--witness` as their users meet them: a log over HTTP, honest, lying and broken,
// and a round whose times a witness vouches for. No database takes part.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <httplib.h>

#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "support/child_process.hpp"
#include "support/made_round.hpp"
#include "support/temporary_folder.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;
using nlohmann::json;

namespace {

constexpr std::uint64_t leaves_a_page = 700;

/// Serves a log as the service does, or as a test has it lie.
class LogServer {
  public:
    /// Asked first; answers whether it has answered.
    using Instead = std::function<bool(const httplib::Request& request, httplib::Response& response)>;

    explicit LogServer(std::vector<std::string> texts) : log(std::move(texts)) {
        server_.set_pre_routing_handler([this](const auto& request, auto& response) {
            const std::lock_guard lock(mutex_);
            return instead_ && instead_(request, response) ? httplib::Server::HandlerResponse::Handled
                                                           : httplib::Server::HandlerResponse::Unhandled;
        });
        server_.Get("/v1/log/checkpoint", [this](const httplib::Request&, httplib::Response& response) {
            const std::lock_guard lock(mutex_);
            response.set_content(log.checkpoint(), "text/plain");
        });
        server_.Get("/v1/log/leaves", [this](const httplib::Request& request, httplib::Response& response) {
            const auto from = std::stoull(request.get_param_value("from"));
            const auto to =
                std::min<std::uint64_t>(std::stoull(request.get_param_value("to")), from + leaves_a_page);
            json page{{"from", from}, {"to", to}, {"leaves", json::array()}};
            for (auto i = from; i < to; ++i) page["leaves"].push_back(log.texts.at(i));
            response.set_content(page.dump(), "application/json");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    ~LogServer() {
        server_.stop();
        thread_.join();
    }
    LogServer(const LogServer&) = delete;
    LogServer& operator=(const LogServer&) = delete;

    std::string address() const { return fmt::format("http://127.0.0.1:{}/v1/log", port_); }

    /// From now on.
    void say(const std::string& checkpoint) {
        const std::lock_guard lock(mutex_);
        log.said = checkpoint;
    }
    void answer(Instead instead) {
        const std::lock_guard lock(mutex_);
        instead_ = std::move(instead);
    }

    LogInMemory log;

  private:
    std::mutex mutex_;
    Instead instead_;
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

std::vector<std::string> drawn_round() {
    const MadeRound round;
    return {round.announcement_text(), round.close_text(), round.draw_text()};
}

/// The files an auditor keeps.
struct Desk {
    std::string keep(const std::string& name, const std::string& content) const {
        return folder.write(name, content).string();
    }

    TemporaryFolder folder;
    std::string vkey = keep("shop.vkey", operator_key().verifier_key().format() + "\n");
    std::string witness = keep("north.vkey", north().verifier_key().format() + "\nhttps://north.example/w\n");
};

struct Audited {
    int status;
    json report;

    json ok(const std::string& id) const {
        for (const auto& check : report.at("checks")) {
            if (check.at("id") == id) return check.at("ok");
        }
        return "no such check";
    }
};

Audited audit_json(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "audit");
    arguments.push_back("--json");
    const auto result = run_fairdraw(arguments);
    INFO(result.output << result.errors);
    return {.status = result.status.code, .report = json::parse(result.output)};
}

Audited audit_log_of(const LogServer& server, const Desk& desk, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--log", server.address(), "--vkey", desk.vkey});
    return audit_json(more);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an honest log: verdict, size and root, and what was not checked") {
    const LogServer server(drawn_round());
    const Desk desk;
    const Audited audited = audit_log_of(server, desk);
    CHECK(audited.status == 0);
    CHECK(audited.report.at("verdict") == "pass");
    CHECK(audited.report.at("round").is_null());
    CHECK(audited.report.at("log").at("size") == 3);
    CHECK(audited.report.at("log").at("root").get<std::string>().size() == 64);
    CHECK(audited.ok("log-rounds") == true);
    CHECK(audited.ok("log-grew").is_null());

    const std::string text =
        run_fairdraw({"audit", "--log", server.address() + "/", "--vkey", desk.vkey}).output;
    CHECK(contains(text, "Log of 3 leaves"));
    CHECK(contains(text, "PASS"));
    CHECK(contains(text, "not checked: log-grew, log-witnessed"));
    CHECK_FALSE(contains(text, "not pinned"));
}

TEST_CASE("a log of many pages is read in pages, however many leaves a server gives at a time") {
    std::vector<std::string> texts;
    for (int i = 0; i < 800; ++i) {
        const MadeRound round({.round = fmt::format("round-{}", i)});
        texts.insert(texts.end(), {round.announcement_text(), round.close_text(), round.draw_text()});
    }
    const LogServer server(texts);
    const Audited audited = audit_log_of(server, Desk());
    CHECK(audited.status == 0);
    CHECK(audited.report.at("log").at("size") == 2400);
}

TEST_CASE("against an earlier checkpoint a log has grown, or was forked") {
    LogServer server(drawn_round());
    const Desk desk;
    const auto since = desk.keep("since.txt", server.log.signed_head(2));
    CHECK(audit_log_of(server, desk, {"--since", since}).ok("log-grew") == true);
    LogInMemory fork(drawn_round());
    fork.texts[1] = "another\n";
    const Audited forked =
        audit_log_of(server, desk, {"--since", desk.keep("fork.txt", fork.signed_head(2))});
    CHECK(forked.status == 1);
    CHECK(forked.ok("log-grew") == false);
    CHECK(audit_log_of(server, desk, {"--since", desk.keep("none.txt", "no checkpoint\n")}).status == 2);
}

TEST_CASE("a witness's cosignature counts where the witness is given") {
    LogServer server(drawn_round());
    const Desk desk;
    server.say(server.log.signed_head(3) + north().cosign(server.log.head(3), 1));
    CHECK(audit_log_of(server, desk).ok("log-witnessed").is_null());
    CHECK(audit_log_of(server, desk, {"--witness", desk.witness}).ok("log-witnessed") == true);
    server.say(server.log.signed_head(3) + north().cosign("another\n", 1));
    CHECK(audit_log_of(server, desk, {"--witness", desk.witness}).status == 1);
}

TEST_CASE("a round that was announced long ago and has no outcome is named") {
    MadeRound round;
    round.announcement.enter = {at("2001-01-01T00:00:00.000Z"), at("2001-01-01T00:01:00.000Z")};
    const LogServer server({round.announcement_text()});
    const Desk desk;
    CHECK(audit_log_of(server, desk).status == 1);
    const std::string text = run_fairdraw({"audit", "--log", server.address(), "--vkey", desk.vkey}).output;
    CHECK(contains(text, "FAIL: log-rounds"));
    CHECK(contains(text, "daily-2026-11-21: due, but neither drawn nor voided"));
}

TEST_CASE("only 200 is an answer") {
    LogServer server(drawn_round());
    const Desk desk;
    for (const char* path : {"/v1/log/checkpoint", "/v1/log/leaves"}) {
        for (const int status : {204, 206, 301, 403, 404, 410, 500, 503}) {
            CAPTURE(path);
            CAPTURE(status);
            server.answer([&, path, status](const httplib::Request& request, httplib::Response& response) {
                if (request.path != path) return false;
                response.status = status;
                response.set_header("Location", server.address());
                return true;
            });
            const Audited audited = audit_log_of(server, desk);
            CHECK(audited.status == 2);
            CHECK(audited.report.at("log").is_null());
            CHECK(audited.report.at("checks").empty());
        }
    }
}

TEST_CASE("leaves other than those asked for, or no leaves at all, make a log unreadable") {
    LogServer server(drawn_round());
    const Desk desk;
    const json all(drawn_round());
    const auto status_with = [&](const std::string& page) {
        server.answer([page](const httplib::Request& request, httplib::Response& response) {
            if (request.path != "/v1/log/leaves") return false;
            response.set_content(page, "application/json");
            return true;
        });
        const Audited audited = audit_log_of(server, desk);
        CHECK_FALSE(contains(audited.report.at("message").dump(), "evil"));
        return audited.status;
    };
    const auto page = [&](const json& from, const json& to, const json& leaves) {
        return status_with(json{{"from", from}, {"to", to}, {"leaves", leaves}}.dump());
    };
    CHECK(page(0, 3, all) == 0);
    CHECK(page(1, 3, all) == 2);
    CHECK(page(0, 2, all) == 2);
    CHECK(page(0, 4, all) == 2);
    CHECK(page(0, 0, json::array()) == 2);
    CHECK(page("0", 3, all) == 2);
    CHECK(page(0, 3.0, all) == 2);
    CHECK(page(-1, 3, all) == 2);
    CHECK(page(0, 3, {"a", "b", 3}) == 2);
    CHECK(page(0, 3, "evil") == 2);
    for (const char* bad : {"", "null", "[]", "{}", "{\"from\":0,\"to\":3}", "{\"evil\":1,\"evil\":2}",
                            "{\"from\":0", "\xff", "evil"}) {
        CAPTURE(bad);
        CHECK(status_with(bad) == 2);
    }
    // More than it was asked for, as one page and without end.
    json many = all;
    for (int i = 0; i < 2000; ++i) many.push_back("more\n");
    CHECK(page(0, 2003, many) == 2);
    // With more beside its leaves than these could be.
    const auto padded = [&](std::size_t size) {
        return status_with(
            json{{"from", 0}, {"to", 3}, {"leaves", all}, {"more", std::string(size, 'x')}}.dump());
    };
    CHECK(padded(100'000) == 0);
    CHECK(padded(200'000) == 2);
}

TEST_CASE("an answer larger than a checkpoint can be is not read to its end") {
    LogServer server(drawn_round());
    server.answer([](const httplib::Request&, httplib::Response& response) {
        response.set_chunked_content_provider("text/plain", [](std::size_t, httplib::DataSink& sink) {
            const std::string piece(10'000, 'a');
            return sink.write(piece.data(), piece.size());
        });
        return true;
    });
    const Audited audited = audit_log_of(server, Desk());
    CHECK(audited.status == 2);
    CHECK(contains(audited.report.at("message"), "larger"));
}

TEST_CASE("what does not go together is said at once") {
    const Desk desk;
    const std::string nowhere = "http://127.0.0.1:1/v1/log";
    const auto errors = [](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "audit");
        const auto result = run_fairdraw(arguments);
        CHECK(result.status.code == 2);
        CHECK(result.output.empty());
        return result.errors;
    };
    CHECK(contains(errors({"--log", nowhere}), "--vkey"));
    CHECK(contains(errors({"--log", nowhere, "--vkey", desk.vkey, "./evidence"}), "--log"));
    CHECK(contains(errors({"./evidence", "--since", desk.vkey}), "--log"));
    CHECK(contains(errors({"--log", nowhere, "--vkey", desk.vkey, "--receipt", desk.vkey}), "--receipt"));
    CHECK(contains(errors({"--vkey", desk.vkey}), "--log"));
    CHECK(contains(errors({}), "DIR|URL"));
}

TEST_CASE("an address where no log is") {
    const Desk desk;
    for (const char* address : {"http://127.0.0.1:1/v1/log", "http://", "ftp://127.0.0.1/v1/log", "./log",
                                "http://127.0.0.1/v1/log?from=0"}) {
        CAPTURE(address);
        CHECK(audit_json({"--log", address, "--vkey", desk.vkey}).status == 2);
    }
}

TEST_CASE("with a witness's word on its times a round's evidence says published") {
    const Desk desk;
    const MadeRound round;
    const LogInMemory log(drawn_round());
    const TemporaryFolder evidence;
    for (const auto& [file, content] : round.evidence().files) evidence.write(file, content);
    const std::int64_t opens_s = seconds_of(round.announcement.reserve->from);
    const auto published = [&](const std::string& cosignature, std::vector<std::string> more = {}) {
        evidence.write("announcement.proof", log.proof(0, 3, cosignature));
        more.insert(more.begin(), evidence.path().string());
        return audit_json(more).ok("published");
    };
    const std::string in_time = north().cosign(log.head(3), opens_s - 1);
    CHECK(published(in_time).is_null());
    CHECK(published(in_time, {"--witness", desk.witness}) == true);
    CHECK(published(in_time, {"--witness", desk.keep("s", south().verifier_key().format() + "\n"),
                              "--witness", desk.witness}) == true);
    CHECK(published(north().cosign(log.head(3), opens_s), {"--witness", desk.witness}) == false);
}
