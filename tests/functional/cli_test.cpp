// The program as a person types it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "support/postgres_cluster.hpp"
#include "support/raw_http.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

const std::vector<std::vector<std::string>> subcommands{{"serve"},
                                                        {"migrate"},
                                                        {"audit"},
                                                        {"keygen"},
                                                        {"token"},
                                                        {"campaign"},
                                                        {"campaign", "create"},
                                                        {"campaign", "list"},
                                                        {"campaign", "stop"},
                                                        {"round"},
                                                        {"round", "create"},
                                                        {"round", "list"},
                                                        {"round", "show"},
                                                        {"round", "void"},
                                                        {"round", "disqualify"}};

// What the HTTP clients among the subcommands are told through the environment.
std::vector<std::pair<std::string, std::string>> access(const FairdrawServer& server,
                                                        const std::string& token) {
    return {{"FAIRDRAW_SERVER", server.url()}, {"FAIRDRAW_TOKEN", token}};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

mode_t mode_of(const std::string& file) {
    struct stat status {};
    REQUIRE(stat(file.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("--help everywhere, with an example") {
    const auto whole = run_fairdraw({"--help"});
    CHECK(whole.status.code == 0);
    CHECK(contains(whole.output, "Example"));
    for (auto arguments : subcommands) {
        INFO(fmt::format("{}", fmt::join(arguments, " ")));
        const auto example = fmt::format("fairdraw {}", fmt::join(arguments, " "));
        if (arguments.size() == 1) CHECK(contains(whole.output, arguments[0]));
        arguments.emplace_back("--help");
        const auto help = run_fairdraw(arguments);
        CHECK(help.status.code == 0);
        CHECK(contains(help.output, "Example"));
        CHECK(contains(help.output, example));
        CHECK(help.errors.empty());
    }
}

TEST_CASE("what is not understood ends with status 2 and says what") {
    for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                       {"sevre"},
                                                                       {"serve", "--nonsense"},
                                                                       {"round"},
                                                                       {"round", "create"},
                                                                       {"keygen"},
                                                                       {"migrate"},
                                                                       {"audit"}}) {
        INFO(fmt::format("{}", fmt::join(arguments, " ")));
        const auto result = run_fairdraw(arguments);
        CHECK(result.status.code == 2);
        CHECK_FALSE(result.errors.empty());
        CHECK(result.output.empty());
    }
    CHECK(run_fairdraw({"sevre"}).errors.find("sevre") != std::string::npos);
    CHECK(run_fairdraw({"serve", "--nonsense"}).errors.find("--nonsense") != std::string::npos);
    CHECK(run_fairdraw({"--version"}).output.find("fairdraw 0.") == 0);
}

TEST_CASE("keygen writes a key that only its owner can read, and never overwrites one") {
    const TemporaryFolder folder;
    const auto key = (folder.path() / "signing.key").string();
    CHECK(run_fairdraw({"keygen", "--origin", "shop.example/coupons", "--out", key}).status.code == 0);
    CHECK(mode_of(key) == 0600);
    const auto first = read_file(key);
    CHECK(first.starts_with("PRIVATE+KEY+shop.example/coupons+"));
    CHECK(read_file(key + ".vkey").starts_with("shop.example/coupons+"));

    const auto again = run_fairdraw({"keygen", "--origin", "shop.example/coupons", "--out", key});
    CHECK(again.status.code != 0);
    CHECK(contains(again.errors, key));
    CHECK(read_file(key) == first);
    for (const std::string origin : {"", "two words", "a+b", "line\nbreak"}) {
        INFO(origin);
        CHECK(run_fairdraw({"keygen", "--origin", origin, "--out", key + ".other"}).status.code != 0);
        CHECK_FALSE(std::filesystem::exists(key + ".other"));
    }
    const auto nowhere = (folder.path() / "no" / "such" / "folder").string();
    CHECK(contains(run_fairdraw({"keygen", "--origin", "o", "--out", nowhere}).errors, nowhere));
}

TEST_CASE("token prints a token that the server takes") {
    const Stage stage;
    const auto secret = TestKeys::shared().jwt_secret_file();
    const auto token = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"token", "--jwt-secret-file", secret});
        auto result = run_fairdraw(more);
        CHECK(result.status.code == 0);
        REQUIRE(result.output.ends_with('\n'));
        result.output.pop_back();
        return result.output;
    };
    const auto status = [&](const std::string& bearer) {
        return ApiClient(stage.server.url(), bearer).get("/v1/campaigns").status;
    };
    CHECK(status(token({"--subject", "ada", "--scope", "operator"})) == 200);
    CHECK(status(token({"--subject", "ada", "--scope", "orders operator"})) == 200);
    CHECK(status(token({"--subject", "ada"})) == 403);
    CHECK(status(token({"--subject", "ada", "--ttl", "60", "--scope", "operator"})) == 200);
    CHECK(run_fairdraw({"token", "--subject", "", "--jwt-secret-file", secret}).status.code == 2);
    CHECK(run_fairdraw({"token", "--subject", "ada", "--jwt-secret-file", secret + ".none"}).status.code ==
          2);
    CHECK(run_fairdraw({"token", "--subject", "ada"}, {{"FAIRDRAW_JWT_SECRET_FILE", secret}}).status.code ==
          0);
}

TEST_CASE("migrate, once, again, and with a database that is not there") {
    const auto url = PostgresCluster::shared().create_empty_database();
    const auto first = run_fairdraw({"migrate", "--database-url", url});
    CHECK(first.status.code == 0);
    CHECK(contains(first.output, "0001_rounds"));
    const auto again = run_fairdraw({"migrate"}, {{"FAIRDRAW_DATABASE_URL", url}});
    CHECK(again.status.code == 0);
    CHECK_FALSE(contains(again.output, "0001_rounds"));
    const auto none =
        run_fairdraw({"migrate", "--database-url", "postgresql://user:s3cret@127.0.0.1:1/none"});
    CHECK(none.status.code == 2);
    CHECK_FALSE(contains(none.errors, "s3cret"));
}

TEST_CASE("rounds by hand: create, list, show, disqualify, void") {
    Stage stage;
    const auto env = access(stage.server, TestKeys::shared().operator_token());
    const auto created = run_fairdraw({"round", "create", "--round", "by-hand", "--reserve", "+100s", "+200s",
                                       "--enter", "+300s", "+400s", "--quota", "odds 1/4 floor"},
                                      env);
    INFO(created.errors);
    REQUIRE(created.status.code == 0);
    const Json round = Json::parse(created.output);
    CHECK(round.at("quota") == "odds 1/4 floor");
    const auto opens_ms = parse_rfc3339(round.at("enter").at("from"));
    CHECK(parse_rfc3339(round.at("enter").at("to")) == opens_ms + 100'000);
    CHECK(opens_ms > now_ms() + 240'000);
    CHECK(opens_ms <= now_ms() + 300'000);

    const auto from = rfc3339(now_ms() + 86'400'000), to = rfc3339(now_ms() + 86'460'000);
    const auto exact = run_fairdraw({"round", "create", "--round", "exact", "--enter", from, to, "--server",
                                     stage.server.url(), "--token", TestKeys::shared().operator_token()});
    CHECK(Json::parse(exact.output)["enter"] == Json{{"from", from}, {"to", to}});
    CHECK(Json::parse(exact.output)["reserve"].is_null());
    CHECK(contains(run_fairdraw({"round", "list"}, env).output, "by-hand"));
    CHECK(contains(run_fairdraw({"round", "list"}, access(stage.server, "")).output, "exact"));
    CHECK(Json::parse(run_fairdraw({"round", "show", "by-hand"}, env).output)["state"] == "announced");

    const auto out =
        run_fairdraw({"round", "disqualify", "by-hand", "--user", "a/b 王", "--reason", "staff"}, env);
    CHECK(Json::parse(out.output)["user"] == "a/b 王");
    CHECK(Json::parse(out.output)["entered"] == false);
    for (const bool was_disqualified : {true, false}) {
        const auto undone =
            run_fairdraw({"round", "disqualify", "by-hand", "--user", "a/b 王", "--undo"}, env);
        CHECK(undone.status.code == 0);
        CHECK(Json::parse(undone.output)["was_disqualified"] == was_disqualified);
    }
    CHECK(stage.count("SELECT count(*) FROM fairdraw.disqualifications") == 0);
    CHECK(run_fairdraw({"round", "void", "by-hand", "--reason", "no more"}, env).status.code == 0);
    CHECK(Json::parse(run_fairdraw({"round", "show", "by-hand"}, env).output)["void_reason"] == "no more");
}

TEST_CASE("what the server refuses, and a server that is not there") {
    Stage stage;
    const auto env = access(stage.server, TestKeys::shared().operator_token());
    const auto refused = run_fairdraw({"round", "show", "no-such-round"}, env);
    CHECK(refused.status.code == 1);
    CHECK(contains(refused.errors, "ROUND_NOT_FOUND"));
    CHECK(refused.output.empty());
    const auto forbidden =
        run_fairdraw({"campaign", "list"}, access(stage.server, TestKeys::shared().user_token("user-1")));
    CHECK(contains(forbidden.errors, "FORBIDDEN"));
    const auto nobody = fmt::format("http://127.0.0.1:{}", free_port());
    const auto away = run_fairdraw({"round", "list", "--server", nobody});
    CHECK(away.status.code == 2);
    CHECK(contains(away.errors, nobody));
    CHECK(run_fairdraw({"round", "create", "--round", "r", "--enter", "+1s"}, env).status.code == 2);
    for (const std::string from : {"+xs", "+5m", "+60", "now", "-30s", "", "+s"}) {
        INFO(from);
        const auto wrong = run_fairdraw({"round", "create", "--round", "r", "--enter", from, "+99s"}, env);
        CHECK(wrong.status.code == 2);
        CHECK(contains(wrong.errors, "+90s: seconds from now"));
    }
    const auto no_tls = fmt::format("https://127.0.0.1:{}", stage.server.port());
    CHECK(contains(run_fairdraw({"round", "list", "--server", no_tls}).errors, "no TLS connection"));
    CHECK(contains(run_fairdraw({"round", "void", "--reason", "which?"}, env).errors, "ROUND is required"));
    CHECK(contains(run_fairdraw({"campaign", "stop"}, env).errors, "CAMPAIGN is required"));
    CHECK(stage.count("SELECT count(*) FROM fairdraw.rounds") == 0);
}

TEST_CASE("campaigns by hand: create, list, stop") {
    Stage stage;
    const auto env = access(stage.server, TestKeys::shared().operator_token());
    const auto created = run_fairdraw(
        {"campaign", "create", "--campaign", "weekly", "--time-zone", "Europe/Berlin", "--starts-at", "20:15",
         "--no-reserve", "--enter-for-s", "90", "--first-day", "2999-01-01"},
        env);
    INFO(created.errors);
    REQUIRE(created.status.code == 0);
    CHECK(Json::parse(created.output)["reserve"].is_null());
    CHECK(Json::parse(created.output)["enter_for_s"] == 90);
    CHECK(contains(run_fairdraw({"campaign", "list"}, env).output, "Europe/Berlin"));
    CHECK(Json::parse(run_fairdraw({"campaign", "stop", "weekly"}, env).output)["stopped_at"].is_string());
}

TEST_CASE("a command's options from the environment, and nothing that is meant for another command") {
    Stage stage;
    auto env = access(stage.server, TestKeys::shared().operator_token());
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"FAIRDRAW_ROUND", "from-outside"},
                                                          {"FAIRDRAW_RESERVE", "+100s +200s"},
                                                          {"FAIRDRAW_ENTER", "+300s  +400s"},
                                                          {"FAIRDRAW_QUOTA", "odds 1/4 floor"}})
        env.emplace_back(name, value);
    const auto created = run_fairdraw({"round", "create"}, env);
    INFO(created.errors);
    REQUIRE(created.status.code == 0);
    const Json round = Json::parse(created.output);
    CHECK(round.at("round") == "from-outside");
    CHECK(round.at("quota") == "odds 1/4 floor");
    CHECK(parse_rfc3339(round.at("enter").at("to")) - parse_rfc3339(round.at("reserve").at("from")) ==
          300'000);

    const std::vector<std::pair<std::string, std::string>> meant_for_others{
        {"FAIRDRAW_RESERVE", "x"}, {"FAIRDRAW_TTL", "abc"},   {"FAIRDRAW_LIMIT", "x"},
        {"FAIRDRAW_ROUNDS", "x"},  {"FAIRDRAW_ENTER", "1"},   {"FAIRDRAW_CLOSE_GRACE_MS", "x"},
        {"FAIRDRAW_JSON", "true"}, {"FAIRDRAW_NONSENSE", "x"}};
    auto others = access(stage.server, TestKeys::shared().operator_token());
    others.insert(others.end(), meant_for_others.begin(), meant_for_others.end());
    CHECK(run_fairdraw({"round", "show", "from-outside"}, others).status.code == 0);
    CHECK(run_fairdraw({"campaign", "list"}, others).status.code == 0);
    // One that is its own.
    CHECK(contains(run_fairdraw({"round", "list"}, others).errors, "--limit"));
    CHECK(contains(run_fairdraw({"fairness", "--rounds", "1"}, {{"FAIRDRAW_JSON", "true"}}).errors,
                   "--rounds: from"));
}

TEST_CASE("options may stand in a file; the environment goes before it, the command line before both") {
    Stage stage;
    const TemporaryFolder folder;
    const auto operator_token = TestKeys::shared().operator_token();
    const auto config =
        folder
            .write("fairdraw.toml",
                   fmt::format("[round]\nserver=\"{}\"\ntoken=\"{}\"\n[campaign]\nserver=\"{}\"\n",
                               stage.server.url(), operator_token, stage.server.url()))
            .string();
    const auto from_file = run_fairdraw({"--config", config, "round", "list"});
    INFO(from_file.errors);
    CHECK(from_file.status.code == 0);
    CHECK(run_fairdraw({"round", "list", "--config", config}).status.code == 0);
    const auto nobody = fmt::format("http://127.0.0.1:{}", free_port());
    CHECK(run_fairdraw({"--config", config, "round", "list"}, {{"FAIRDRAW_SERVER", nobody}}).status.code ==
          2);
    CHECK(run_fairdraw({"--config", config, "round", "list", "--server", stage.server.url()},
                       {{"FAIRDRAW_SERVER", nobody}})
              .status.code == 0);
    CHECK(run_fairdraw({"--config", config + ".none", "round", "list"}).status.code == 2);
    CHECK(run_fairdraw({"round", "list"}, {{"FAIRDRAW_CONFIG", config}}).status.code == 0);
    CHECK(run_fairdraw({"round", "list"}, {{"FAIRDRAW_CONFIG", config + ".none"}}).status.code == 2);
}

TEST_CASE("a file with an option or a section that there is not is refused, and names it") {
    const TemporaryFolder folder;
    for (const std::string line : {"[serve]\njwt-isuer=\"https://idp\"", "[serve]\nlisen=\"127.0.0.1:0\"",
                                   "[sevre]\nlisten=\"127.0.0.1:0\"", "jwt-issuer=\"https://idp\""}) {
        INFO(line);
        const auto config = folder.write("fairdraw.toml", line + "\n").string();
        const auto result = run_fairdraw({"--config", config, "serve", "--database-url", "postgresql:///none",
                                          "--signing-key", TestKeys::shared().signing_key(),
                                          "--jwt-secret-file", TestKeys::shared().jwt_secret_file()});
        CHECK(result.status.code == 2);
        const auto name = line.substr(line.rfind('\n') + 1, 5);
        CHECK((result.errors.find(name) != std::string::npos ||
               result.errors.find("sevre") != std::string::npos));
    }
}

TEST_CASE("the server's options from a file and the environment") {
    const auto& keys = TestKeys::shared();
    const TemporaryFolder folder;
    const auto port = free_port();
    const auto config = folder.write(
        "serve.toml",
        fmt::format("[serve]\nlisten=\"127.0.0.1:{}\"\nsigning-key=\"{}\"\n", port, keys.signing_key()));
    Command command;
    command.arguments = {fairdraw_program(), "--config", config.string(), "serve"};
    command.environment = {{"FAIRDRAW_DATABASE_URL", PostgresCluster::shared().create_database()},
                           {"FAIRDRAW_JWT_SECRET_FILE", keys.jwt_secret_file()}};
    command.output = folder.path() / "log";
    ChildProcess server(command);
    wait_until("the server to be ready", [&] {
        REQUIRE_MESSAGE(server.running(), read_file(command.output));
        try {
            return raw_status(port, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n") == 200;
        } catch (const std::system_error&) {
            return false;
        }
    });
    server.kill(SIGTERM);
    CHECK(server.wait() == ExitStatus{0, 0});
}
