// Starting with something missing: a message that names it, and never a secret.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fairdraw/cosignature.hpp"
#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;

namespace {

// Starts `serve` on a database that is never reached, and expects it to end by itself.
ProgramResult serve_with(const std::string& signing_key, const std::string& jwt_secret_file) {
    return run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url",
                         "postgresql://nobody:s3cret@127.0.0.1:1/none", "--signing-key", signing_key,
                         "--jwt-secret-file", jwt_secret_file});
}

void check_refuses_to_start(const ProgramResult& result, const std::string& file) {
    const auto said = result.output + result.errors;
    INFO(said);
    CHECK(result.status.code > 0);
    CHECK(said.find(file) != std::string::npos);
    CHECK(said.find("s3cret") == std::string::npos);
}

}  // namespace

TEST_CASE("a signing key file that is missing, empty, cut short, altered or another file") {
    const TemporaryFolder folder;
    const auto& keys = TestKeys::shared();
    const auto good = read_file(keys.signing_key());
    // What follows "PRIVATE+KEY+<origin>+<id>+": it may hold a '+' itself.
    auto secret_from = std::string::npos;
    for (int field = 0; field < 4; ++field) secret_from = good.find('+', secret_from + 1);
    const auto seed = good.substr(secret_from + 1, 16);
    REQUIRE(seed.size() == 16);
    const auto missing = (folder.path() / "missing.key").string();
    check_refuses_to_start(serve_with(missing, keys.jwt_secret_file()), missing);
    check_refuses_to_start(serve_with(folder.path().string(), keys.jwt_secret_file()),
                           folder.path().string());

    auto altered = good;
    altered[altered.size() - 10] = altered[altered.size() - 10] == 'A' ? 'B' : 'A';
    for (const auto& content :
         {std::string(), good.substr(0, good.size() / 2), good.substr(0, good.size() - 3), altered,
          good + good, read_file(keys.verifier_key()), std::string(100'000, 'x')}) {
        INFO(content.substr(0, 200));
        const auto file = folder.write("signing.key", content).string();
        const auto result = serve_with(file, keys.jwt_secret_file());
        check_refuses_to_start(result, file);
        // Not even a part of a key is shown.
        CHECK((result.output + result.errors).find(seed) == std::string::npos);
    }
}

TEST_CASE("a JWT secret that is missing or too short to be one") {
    const TemporaryFolder folder;
    const auto& keys = TestKeys::shared();
    const auto missing = (folder.path() / "missing.secret").string();
    check_refuses_to_start(serve_with(keys.signing_key(), missing), missing);
    for (const std::string content : {"", "\n", "short-secret"}) {
        const auto file = folder.write("jwt.secret", content).string();
        const auto result = serve_with(keys.signing_key(), file);
        check_refuses_to_start(result, file);
        CHECK((result.output + result.errors).find("short-secret") == std::string::npos);
    }
}

TEST_CASE("a database URL that cannot be read is refused at once, and not repeated") {
    const auto& keys = TestKeys::shared();
    for (const std::string url :
         {"postgresql://app:s3cret%zz@db/shop", "password=s3cret nonsense", "pasword=s3cret"}) {
        check_refuses_to_start(
            run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url", url, "--signing-key",
                          keys.signing_key(), "--jwt-secret-file", keys.jwt_secret_file()}),
            "database URL");
        check_refuses_to_start(run_fairdraw({"migrate", "--database-url", url}), "database URL");
    }
}

TEST_CASE("an address that is taken") {
    Stage stage;
    const auto port = std::to_string(stage.server.port()), taken = "127.0.0.1:" + port;
    const auto& keys = TestKeys::shared();
    check_refuses_to_start(
        run_fairdraw({"serve", "--listen", taken, "--database-url", stage.database_url, "--signing-key",
                      keys.signing_key(), "--jwt-secret-file", keys.jwt_secret_file()}),
        port);
}

TEST_CASE("a first signing key of another origin than that of what is published") {
    Stage stage;
    const TemporaryFolder folder;
    const auto& keys = TestKeys::shared();
    const auto other = (folder.path() / "other.key").string();
    REQUIRE(run_fairdraw({"keygen", "--origin", "other.example", "--out", other}).status.code == 0);
    announce(stage.operator_, plan_open_round("published", 60'000));
    const auto refused = run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url",
                                       stage.database_url, "--signing-key", other + "," + keys.signing_key(),
                                       "--jwt-secret-file", keys.jwt_secret_file()});
    check_refuses_to_start(refused, "--signing-key " + other);
    for (const char* origin : {"other.example", "tests.example/coupons"})
        CHECK(refused.errors.find(origin) != std::string::npos);

    // Not so of a further key.
    ServerSettings settings;
    settings.database_url = stage.database_url;
    settings.arguments = {"--signing-key", other};
    CHECK(FairdrawServer(settings).anyone().get("/v1/rounds/published").status == 200);
}

TEST_CASE("a witness that is given twice") {
    const TemporaryFolder folder;
    const auto& keys = TestKeys::shared();
    const auto key = fairdraw::WitnessSigningKey::from_seed("witness.example", {1}).verifier_key().format();
    const auto one = folder.write("one", key + "\nhttp://127.0.0.1:1/one\n").string();
    const auto again = folder.write("again", key + "\nhttp://127.0.0.1:1/again\n").string();
    check_refuses_to_start(
        run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url", "postgresql://127.0.0.1:1/none",
                      "--signing-key", keys.signing_key(), "--jwt-secret-file", keys.jwt_secret_file(),
                      "--witness", one + "," + again}),
        "--witness " + again);
}

TEST_CASE("a database that is down at the start: alive, not ready, and then ready by itself") {
    PostgresCluster cluster;
    ServerSettings settings;
    settings.database_url = cluster.create_database();
    cluster.stop();
    FairdrawServer server(settings, FairdrawServer::WaitFor::alive);
    const auto not_ready = server.anyone().get("/readyz");
    CHECK(not_ready.status == 503);
    CHECK(server.anyone().get("/healthz").status == 200);
    const std::string reason = R"({"reason": "staff"})", round = "/v1/rounds/early";
    const std::vector<std::vector<std::string>> requests{
        {"GET", "/v1/rounds"},
        {"GET", round},
        {"GET", round + "/evidence/close.txt"},
        {"GET", round + "/result"},
        {"GET", round + "/statistics"},
        {"POST", round + "/reservation"},
        {"POST", round + "/entry"},
        {"POST", round + "/void", reason},
        {"PUT", round + "/disqualifications/user-1", reason},
        {"DELETE", round + "/disqualifications/user-1"},
        {"POST", "/v1/rounds", plan_open_round("early", 60'000).json()},
        {"GET", "/v1/campaigns"},
        {"POST", "/v1/campaigns", R"({"campaign": "daily"})"},
        {"POST", "/v1/campaigns/daily/stop"}};
    for_each_of(static_cast<int>(requests.size()), [&](int i) {
        const auto& request = requests.at(static_cast<std::size_t>(i));
        INFO(request[0], " ", request[1]);
        const std::string body = request.size() > 2 ? request[2] : "";
        CHECK(server.operator_client().request(request[0], request[1], body).code() == "UNAVAILABLE");
    });

    cluster.start();
    wait_until("the server to become ready", [&] { return server.anyone().get("/readyz").status == 200; });
    CHECK(server.anyone().get("/v1/rounds").status == 200);
    CHECK(server.user("user-1").post("/v1/rounds/early/entry").code() == "ROUND_NOT_FOUND");
}

TEST_CASE("a database that is not migrated: not ready, and says so until it is") {
    ServerSettings settings;
    settings.database_url = PostgresCluster::shared().create_empty_database();
    FairdrawServer server(settings, FairdrawServer::WaitFor::alive);
    const auto not_ready = server.anyone().get("/readyz");
    CHECK(not_ready.status == 503);
    CHECK(not_ready.body.find("migrate") != std::string::npos);
    CHECK(server.anyone().get("/v1/rounds").code() == "UNAVAILABLE");

    const auto migrated = run_fairdraw({"migrate", "--database-url", settings.database_url});
    CHECK(migrated.status.code == 0);
    CHECK(migrated.output.find("0001_rounds") != std::string::npos);
    wait_until("the server to become ready", [&] { return server.anyone().get("/readyz").status == 200; });
    const RoundPlan plan = plan_open_round("first", 700);
    ApiClient operator_ = server.operator_client();
    announce(operator_, plan);
    ApiClient anyone = server.anyone();
    wait_for_draw(anyone, plan.round);
}

TEST_CASE("a login with no more rights than those of the two roles is enough to serve") {
    Stage stage;
    query(stage.database_url,
          "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clerk') THEN "
          "CREATE ROLE clerk LOGIN IN ROLE fairdraw_serving, fairdraw_keeper; END IF; END $$");
    ServerSettings settings;
    settings.database_url = stage.database_url;
    settings.database_url.replace(settings.database_url.find("//") + 2, std::string("fairdraw").size(),
                                  "clerk");
    FairdrawServer server(settings);
    ApiClient operator_ = server.operator_client();
    // The other instance shall not help.
    stage.server.stop();
    const RoundPlan plan = plan_open_round("humble", 2000);
    announce(operator_, plan);
    ApiClient anyone = server.anyone();
    wait_for_state(anyone, plan.round, {"entering"});
    CHECK(server.user("user-1").post("/v1/rounds/humble/entry").status == 201);
    wait_for_draw(anyone, plan.round);
}
