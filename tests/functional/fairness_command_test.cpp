// `fairdraw fairness` as its users meet it: what it says and writes, and which sizes it refuses.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/postgres_cluster.hpp"
#include "support/temporary_folder.hpp"

using namespace fairdraw::testing;
using nlohmann::json;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void check_figures(const json& statistic) {
    CHECK(statistic.at("chi_squared").is_number());
    CHECK(statistic.at("degrees_of_freedom").get<double>() >= 1);
    CHECK(statistic.at("p_value").get<double>() <= 1);
}

}  // namespace

TEST_CASE(
    "an honest run says that the draw is fair, that planted biases were caught, and writes every figure") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "fairness.json";
    const auto ran =
        run_fairdraw({"fairness", "--rounds", "500", "--entrants", "203", "--json", file.string()});
    INFO(ran.output, ran.errors);
    CHECK(ran.status.code == 0);
    CHECK(contains(ran.output, "500 rounds of 203 entrants, 40 of whom win"));
    CHECK(contains(ran.output, "Drawn by the library"));
    CHECK(contains(ran.output, "\nFAIR: "));
    CHECK(contains(ran.errors, "drawn 500 of 500 rounds"));

    const json report = json::parse(read_file(file));
    CHECK(report.at("verdict") == "fair");
    CHECK(report.at("rounds") == 500);
    CHECK(report.at("entrants") == 203);
    CHECK(report.at("winners") == 40);
    CHECK(report.at("power") == 0.99);
    const std::vector<std::pair<std::string, std::size_t>> expected{
        {"user", 203},      {"arrival-decile", 10}, {"arrival-ends", 3},
        {"tag-prefix", 16}, {"list-ends", 3},       {"pairs", 101}};
    REQUIRE(report.at("statistics").size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const json& statistic = report.at("statistics")[i];
        CAPTURE(statistic.at("id"));
        CHECK(statistic.at("id") == expected[i].first);
        check_figures(statistic);
        CHECK(statistic.at("fair") == true);
        const auto wins = statistic.at("wins").get<std::vector<std::uint64_t>>();
        CHECK(wins.size() == expected[i].second);
        // Everybody who won is counted, once.
        if (expected[i].first != "pairs")
            CHECK(std::accumulate(wins.begin(), wins.end(), std::uint64_t{0}) == 500 * 40);
        for (const json& bias : statistic.at("would_have_found")) CHECK(bias.at("percentage_points") > 0);
    }
    CHECK(report.at("planted").size() == 6);
    for (const json& planted : report.at("planted")) {
        check_figures(planted);
        CHECK(planted.at("caught") == true);
    }
}

TEST_CASE("numbers that cannot be used are refused, with what would do") {
    const auto refused = [](std::vector<std::string> arguments, const std::string& why) {
        arguments.insert(arguments.begin(), "fairness");
        const auto ran = run_fairdraw(arguments);
        INFO(ran.output, ran.errors);
        CHECK(ran.status.code == 2);
        CHECK(contains(ran.output + ran.errors, why));
    };
    refused({"--rounds", "10"}, "--rounds: from 500 to 1000000");
    refused({"--rounds", "-1"}, "--rounds");
    refused({"--rounds", "many"}, "--rounds");
    refused({"--entrants", "7"}, "--entrants: from 50 to 1000000");
    refused({"--rounds", "600", "--entrants", "60"}, "with 60 entrants it takes 1667 rounds");
    refused({"--json", "/no/such/folder/fairness.json"}, "/no/such/folder/fairness.json: cannot be written");
    refused({"--database-url", "postgresql:///none?host=/no/such/folder"}, "fairdraw fairness: ");
}

TEST_CASE("who cannot write entries cannot try the draw in a database, and is told so") {
    const auto url = PostgresCluster::shared().create_empty_database();
    const auto ran = run_fairdraw({"fairness", "--database-url", url});
    INFO(ran.errors);
    CHECK(ran.status.code == 2);
    CHECK(contains(ran.errors, "fairdraw"));
    CHECK(ran.output.empty());
}

TEST_CASE("its help has an example") {
    CHECK(contains(run_fairdraw({"fairness", "--help"}).output, "Example: fairdraw fairness --rounds 10000"));
}
