// The real program, `fairdraw serve`, as a test runs it: with keys of the tests' own, on a port of its own,
// its log kept in a temporary folder. One thread starts, stops and destroys it; kill() and the clients may be
// used by any.
//
// A report of a sanitizer in the log fails the running test when the server goes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/api_client.hpp"
#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"

namespace fairdraw::testing {

// The operator's signing key and the secret that tokens are signed with, made once per executable by the
// program itself.
class TestKeys {
  public:
    static const TestKeys& shared();

    TestKeys();
    std::string signing_key() const;   // a file
    std::string verifier_key() const;  // a file
    std::string jwt_secret_file() const;
    const std::string& jwt_secret() const { return jwt_secret_; }

    std::string user_token(const std::string& user) const;
    std::string operator_token(const std::string& user = "operator-1") const;

  private:
    TemporaryFolder folder_;
    std::string jwt_secret_;
};

struct ServerSettings {
    std::string database_url;
    std::vector<std::string> arguments;                            // after those that are always given
    std::vector<std::pair<std::string, std::string>> environment;  // e.g. FAIRDRAW_CRASH_AT
    std::string jwt_key_option = "--jwt-secret-file";
    std::string jwt_key_file;  // empty: the shared secret
    int close_grace_ms = 200;
    std::string signing_key;  // what new rounds are signed with; empty: the shared one
};

class FairdrawServer {
  public:
    enum class WaitFor { nothing, alive, ready };

    // Throws std::runtime_error with the end of the log when the program ends, or does not come up in time.
    explicit FairdrawServer(ServerSettings settings, WaitFor wait_for = WaitFor::ready);
    ~FairdrawServer();
    FairdrawServer(const FairdrawServer&) = delete;
    FairdrawServer& operator=(const FairdrawServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url() const;
    ApiClient anyone() const;
    ApiClient user(const std::string& user) const;
    ApiClient operator_client() const;

    bool running() { return process_->running(); }
    void kill(int signal) { process_->kill(signal); }
    ExitStatus wait(std::chrono::milliseconds timeout = std::chrono::seconds(30)) {
        return process_->wait(timeout);
    }
    // SIGTERM, then its end.
    ExitStatus stop();
    // Starts it again on the same port after it ended, with other variables in its environment.
    void restart(std::vector<std::pair<std::string, std::string>> environment = {});

    // Everything it has said.
    std::string log() const;

  private:
    void start();
    void await(WaitFor wait_for);
    std::string answer_from(const char* path) const;

    ServerSettings settings_;
    TemporaryFolder folder_;
    std::filesystem::path known_leaks_file_;
    std::uint16_t port_;
    std::unique_ptr<ChildProcess> process_;
};

// A port that was free a moment ago.
std::uint16_t free_port();

}  // namespace fairdraw::testing
