// Migrations: forward only, checksummed, and safe when two start at once.
#include <doctest/doctest.h>

#include <mutex>
#include <thread>

#include "integration/rounds_database.hpp"
#include "postgres/migrate.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

std::vector<std::string> migrate(const std::string& url) {
    postgres::Connection connection{{.url = url, .role = {}}};
    std::vector<std::string> applied;
    postgres::migrate(connection, [&](const std::string& name) { applied.push_back(name); });
    return applied;
}

}  // namespace

TEST_CASE("an empty database is migrated once, and then there is nothing to do") {
    const auto url = PostgresCluster::shared().create_empty_database();
    CHECK(migrate(url).size() >= 1);
    CHECK(migrate(url).empty());
    postgres::Connection serving{{.url = url, .role = "fairdraw_serving"}};
    CHECK_FALSE(postgres::missing_migration(serving).has_value());
}

TEST_CASE("when several instances migrate at once, one works and the others find it done") {
    const auto url = PostgresCluster::shared().create_empty_database();
    std::mutex mutex;
    std::vector<std::string> applied;
    std::vector<std::thread> instances;
    for (int i = 0; i < 4; ++i)
        instances.emplace_back([&] {
            const auto mine = migrate(url);
            const std::lock_guard lock{mutex};
            applied.insert(applied.end(), mine.begin(), mine.end());
        });
    for (auto& instance : instances) instance.join();
    CHECK(std::to_string(applied.size()) ==
          query_value(url, "SELECT count(*) FROM fairdraw.schema_migrations"));
}

TEST_CASE("two databases of one cluster are migrated at once, though roles belong to both") {
    const auto one = PostgresCluster::shared().create_empty_database();
    const auto other = PostgresCluster::shared().create_empty_database();
    std::string failure;
    std::thread at_once{[&] { failure = failure_of([&] { migrate(one); }); }};
    const auto own_failure = failure_of([&] { migrate(other); });
    at_once.join();
    CHECK(failure.empty());
    CHECK(own_failure.empty());
}

TEST_CASE("a migration that ran in another form is noticed") {
    const auto url = PostgresCluster::shared().create_database();
    query(url, "UPDATE fairdraw.schema_migrations SET checksum = repeat('0', 64) WHERE name = '0001_rounds'");
    const auto failure = failure_of([&] { migrate(url); });
    CHECK(failure.find("0001_rounds") != std::string::npos);
    CHECK(failure.find("another form") != std::string::npos);
}

TEST_CASE("a database that is ahead of the program is left alone") {
    const auto url = PostgresCluster::shared().create_database();
    query(url, "INSERT INTO fairdraw.schema_migrations (name, checksum) VALUES ('9999_later', '')");
    CHECK(failure_of([&] { migrate(url); }).find("9999_later") != std::string::npos);
}

TEST_CASE("the service says what a database that is not migrated lacks") {
    const auto url = PostgresCluster::shared().create_empty_database();
    postgres::Connection connection{{.url = url, .role = {}}};
    CHECK(postgres::missing_migration(connection).value().find("fairdraw migrate") != std::string::npos);
}
