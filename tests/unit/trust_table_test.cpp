// docs/trust.md names the test that shows each row. A name that no test bears, or such a test that no row
// names, fails here.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string>;

const fs::path root = fs::path(FAIRDRAW_VECTORS).parent_path().parent_path();

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

// What the first group of `pattern` matches, wherever it does.
void collect(const std::string& text, const char* pattern, Names& names) {
    const std::regex expression(pattern);
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
        names.insert((*it)[1]);
}

}  // namespace

TEST_CASE("every row of docs/trust.md has its test, and every such test its row") {
    Names rows;
    collect(read(root / "docs" / "trust.md"), R"re(`(trust: [^`]+)`)re", rows);
    Names tests;
    for (const auto& entry : fs::directory_iterator(root / "tests" / "functional"))
        if (entry.path().extension() == ".cpp")
            collect(read(entry.path()), R"re(TEST_CASE\(\s*"(trust: [^"]+)"\s*\))re", tests);
    CHECK(rows.size() > 15);  // the test looks where the table is
    for (const auto& row : rows) CHECK_MESSAGE(tests.contains(row), "no test is named: ", row);
    for (const auto& test : tests) CHECK_MESSAGE(rows.contains(test), "no row names: ", test);
}
