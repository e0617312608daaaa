// Who may know whom (docs/architecture.md): an include that crosses the other way fails here.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

const fs::path root = fs::path(FAIRDRAW_VECTORS).parent_path().parent_path();

// What each room may include besides itself and the public library.
const std::map<std::string, std::set<std::string>> may_know{
    {"draw", {}},
    {"fairness", {}},
    {"pricing", {}},
    {"postgres", {}},
    {"http", {}},
    {"api", {"postgres", "http"}},
    {"coupons", {"api", "pricing", "postgres", "http"}},
    {"orders", {"api", "pricing", "postgres", "http"}},
    {"log", {"postgres", "http"}},
    {"beacons", {"http"}},
    {"notices", {"api", "postgres", "http"}},
    {"reports", {"api", "postgres", "http"}},
    {"pages", {"api", "http"}},
    {"rounds", {"api", "coupons", "notices", "log", "beacons", "postgres", "http"}},
    {"cli",
     {"fairness", "api", "rounds", "coupons", "orders", "notices", "reports", "pages", "log", "beacons",
      "postgres", "http"}},
};

template <class Visit>
void for_each_include(const fs::path& folder, const Visit& visit) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".hpp") continue;
        std::ifstream file{entry.path()};
        for (std::string line; std::getline(file, line);) {
            const std::string directive = "#include ";
            if (line.rfind(directive, 0) != 0) continue;
            const auto name =
                line.substr(directive.size() + 1, line.find_last_of(">\"") - directive.size() - 1);
            visit(entry.path(), name);
        }
    }
}

}  // namespace

TEST_CASE("no room includes one that it may not know") {
    int seen = 0;
    for (const auto& [room, known] : may_know) {
        for_each_include(root / "src" / room, [&](const fs::path& file, const std::string& name) {
            const auto included = name.substr(0, name.find('/'));
            if (!may_know.count(included) || included == room) return;
            ++seen;
            INFO(file.string(), " includes ", name);
            CHECK(known.count(included) == 1);
        });
    }
    CHECK(seen > 20);  // the test looks where the code is
}

TEST_CASE("the draw knows no clock, thread, locale, randomness, JSON, log or database") {
    const std::set<std::string> forbidden{"chrono",  "thread", "mutex", "random",  "iostream",
                                          "fstream", "locale", "pqxx",  "httplib", "nlohmann",
                                          "spdlog",  "ctime",  "time.h"};
    for (const auto& folder : {root / "include" / "fairdraw", root / "src" / "draw"})
        for_each_include(folder, [&](const fs::path& file, const std::string& name) {
            INFO(file.string(), " includes ", name);
            CHECK(forbidden.count(name.substr(0, name.find('/'))) == 0);
        });
}

TEST_CASE("heavy headers are included in no header") {
    for (const auto& folder : {root / "include", root / "src"})
        for_each_include(folder, [&](const fs::path& file, const std::string& name) {
            if (file.extension() != ".hpp") return;
            INFO(file.string(), " includes ", name);
            const bool heavy = name == "httplib.h" || name.rfind("pqxx/", 0) == 0 ||
                               (name.rfind("nlohmann/", 0) == 0 && name != "nlohmann/json_fwd.hpp");
            CHECK_FALSE(heavy);
        });
}
