#include "support/fairdraw_server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "support/raw_http.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"

namespace fairdraw::testing {

namespace {

// libpqxx 6.4 forgets the result at hand when it finds that its connection broke: two kilobytes a lost
// connection.
constexpr const char* known_leaks = "leak:libpqxx-6.4\n";

std::string end_of(const std::string& text) {
    return text.substr(text.size() - std::min<std::size_t>(text.size(), 4000));
}

bool can_bind(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return bound;
}

}  // namespace

TestKeys::TestKeys() : jwt_secret_("only-for-tests-0123456789abcdefghijklmnop") {
    folder_.write("jwt.secret", jwt_secret_ + "\n");
    const auto made = run_fairdraw({"keygen", "--origin", "tests.example/coupons", "--out", signing_key()});
    if (made.status.code != 0) {
        throw std::runtime_error(fmt::format("fairdraw keygen: status {} {}", made.status.code, made.errors));
    }
}

const TestKeys& TestKeys::shared() {
    static const TestKeys keys;
    return keys;
}

std::string TestKeys::signing_key() const {
    return (folder_.path() / "signing.key").string();
}
std::string TestKeys::verifier_key() const {
    return signing_key() + ".vkey";
}
std::string TestKeys::jwt_secret_file() const {
    return (folder_.path() / "jwt.secret").string();
}

std::string TestKeys::user_token(const std::string& user) const {
    return sign_token({user, "", 3600}, jwt_secret_);
}
std::string TestKeys::operator_token(const std::string& user) const {
    return sign_token({user, "operator", 3600}, jwt_secret_);
}

FairdrawServer::FairdrawServer(ServerSettings settings, WaitFor wait_for)
    : settings_(std::move(settings)),
      known_leaks_file_(folder_.write("known.leaks", known_leaks)),
      port_(free_port()) {
    if (settings_.signing_key.empty()) settings_.signing_key = TestKeys::shared().signing_key();
    if (settings_.jwt_key_file.empty()) settings_.jwt_key_file = TestKeys::shared().jwt_secret_file();
    start();
    await(wait_for);
}

FairdrawServer::~FairdrawServer() {
    try {
        if (running()) stop();
        const auto said = log();
        for (const char* trouble :
             {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "ThreadSanitizer: ", "runtime error: "}) {
            if (said.find(trouble) != std::string::npos) FAIL_CHECK("the server's log: ", end_of(said));
        }
    } catch (const std::exception& error) {
        FAIL_CHECK("stopping the server: ", error.what(), "\n", end_of(log()));
    }
}

void FairdrawServer::start() {
    Command command;
    command.arguments = {fairdraw_program(),
                         "serve",
                         "--listen",
                         fmt::format("127.0.0.1:{}", port_),
                         "--database-url",
                         settings_.database_url,
                         "--signing-key",
                         settings_.signing_key,
                         settings_.jwt_key_option,
                         settings_.jwt_key_file,
                         "--close-grace-ms",
                         std::to_string(settings_.close_grace_ms)};
    command.arguments.insert(command.arguments.end(), settings_.arguments.begin(), settings_.arguments.end());
    command.environment = settings_.environment;
    command.environment.emplace_back("LSAN_OPTIONS",
                                     "print_suppressions=0:suppressions=" + known_leaks_file_.string());
    command.output = folder_.path() / "log";
    process_ = std::make_unique<ChildProcess>(command);
}

void FairdrawServer::await(WaitFor wait_for) {
    if (wait_for == WaitFor::nothing) return;
    const char* path = wait_for == WaitFor::ready ? "/readyz" : "/healthz";
    std::string answer;
    try {
        wait_until(fmt::format("200 from {}", path), [&] {
            if (!running()) throw std::runtime_error("fairdraw serve ended");
            answer = answer_from(path);
            return status_of(answer) == 200;
        });
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("{}\n{}\n{}", error.what(), answer, end_of(log())));
    }
}

// Not by ApiClient: nobody listening yet is no failure of a test.
std::string FairdrawServer::answer_from(const char* path) const {
    try {
        RawConnection connection(port_);
        connection.send(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path));
        return connection.read_response();
    } catch (const std::system_error&) {
        return {};
    }
}

std::string FairdrawServer::url() const {
    return fmt::format("http://127.0.0.1:{}", port_);
}
ApiClient FairdrawServer::anyone() const {
    return ApiClient(url());
}
ApiClient FairdrawServer::user(const std::string& user) const {
    return ApiClient(url(), TestKeys::shared().user_token(user));
}
ApiClient FairdrawServer::operator_client() const {
    return ApiClient(url(), TestKeys::shared().operator_token());
}

ExitStatus FairdrawServer::stop() {
    kill(SIGTERM);
    return wait();
}

void FairdrawServer::restart(std::vector<std::pair<std::string, std::string>> environment) {
    settings_.environment = std::move(environment);
    start();
    await(WaitFor::ready);
}

std::string FairdrawServer::log() const {
    return read_file(folder_.path() / "log");
}

// Below the range from which the system takes ports for outgoing connections, so that a server that was
// killed gets its own again; and never the same twice, whichever thread asks.
std::uint16_t free_port() {
    // A killed server's port must still be free when it is started again, so runs side by side keep apart.
    static const char* const told = std::getenv("FAIRDRAW_TEST_LOWEST_PORT");
    static const unsigned lowest = told ? static_cast<unsigned>(std::stoul(told)) : 20'000;
    constexpr unsigned ports = 6'000;
    static std::atomic<unsigned> next = static_cast<unsigned>(getpid()) * 97;
    for (unsigned attempt = 0; attempt < ports; ++attempt) {
        const auto port = static_cast<std::uint16_t>(lowest + next++ % ports);
        if (can_bind(port)) return port;
    }
    throw std::runtime_error("no free port");
}

}  // namespace fairdraw::testing
