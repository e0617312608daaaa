// A key's file that an editor or a mail program has touched: the server and both auditors say what is wrong
// with it, in the same words.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "support/auditors.hpp"
#include "support/child_process.hpp"
#include "support/fairdraw_server.hpp"
#include "support/made_round.hpp"
#include "support/temporary_folder.hpp"

using namespace fairdraw::testing;

namespace {

const auto bundle = (std::filesystem::path(FAIRDRAW_VECTORS) / "bundles" / "seven").string();

struct Touched {
    std::string bytes;
    const char* said;  // about the file
};

/// What can happen to a file of one line or more, each of which ends in LF.
std::vector<Touched> touched(const std::string& file) {
    std::string crlf;
    for (const char c : file) crlf += c == '\n' ? "\r\n" : std::string(1, c);
    const std::string unfinished = file.substr(0, file.size() - 1);
    const auto last_line = std::ranges::count(file, '\n');
    const char* no_end = last_line == 1 ? ", line 1: the line has no end: a last LF is missing"
                                        : ", line 2: the line has no end: a last LF is missing";
    return {{"\xef\xbb\xbf" + file, ", line 1: a byte order mark: it is UTF-8 without one"},
            {"\xef\xbb\xbf" + crlf, ", line 1: a byte order mark: it is UTF-8 without one"},
            {crlf, ", line 1: a carriage return: lines end in LF alone"},
            {unfinished, no_end}};
}

void check_said_by_both_auditors(const char* option, const Touched& file) {
    const TemporaryFolder folder;
    const std::string path = folder.write("key", file.bytes).string();
    for (const std::string& message : why_unreadable({bundle, option, path}))
        CHECK(message == path + file.said);
}

}  // namespace

TEST_CASE("a verifier key's file with a byte order mark, CRLF, or no last LF") {
    for (const Touched& file : touched(operator_key().verifier_key().format() + "\n"))
        check_said_by_both_auditors("--vkey", file);
}

TEST_CASE("a witness's file with a byte order mark, CRLF, or no last LF") {
    const std::string key = north().verifier_key().format() + "\n";
    for (const std::string& content : {key, key + "https://north.example/w\n"}) {
        for (const Touched& file : touched(content)) {
            check_said_by_both_auditors("--witness", file);
            const TemporaryFolder folder;
            const std::string path = folder.write("north", file.bytes).string();
            const auto served = run_fairdraw({"serve", "--database-url", "postgresql:///nowhere",
                                              "--signing-key", TestKeys::shared().signing_key(),
                                              "--jwt-secret-file", path, "--witness", path});
            CHECK(served.status.code == 2);
            CHECK(served.errors.find("fairdraw serve: " + path + file.said + "\n") != std::string::npos);
        }
    }
}
