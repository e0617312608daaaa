#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "cli/audit_inputs.hpp"
#include "cli/commands.hpp"
#include "cli/key_files.hpp"
#include "cli/limit_options.hpp"
#include "cli/page_options.hpp"
#include "coupons/coupons.hpp"
#include "http/server.hpp"
#include "log/log.hpp"
#include "log/origin.hpp"
#include "notices/notices.hpp"
#include "notices/restored.hpp"
#include "orders/orders.hpp"
#include "pages/sign_in.hpp"
#include "postgres/connection.hpp"
#include "postgres/failure.hpp"
#include "reports/reports.hpp"
#include "rounds/rounds.hpp"

namespace fairdraw::cli {

namespace {

struct ServeOptions {
    std::string listen = "127.0.0.1:8080";
    bool share_port = false;
    std::string database_url;
    std::vector<std::string> signing_keys;
    std::vector<std::string> witnesses;
    std::string jwt_secret_file;
    std::string jwt_jwks_file;
    std::string jwt_issuer;
    std::string jwt_audience;
    LimitOptions limits;
    std::int64_t close_grace_ms = 2000;
    std::vector<std::string> drand_relays;
    std::vector<std::string> drand_chain_files;
    bool webhook_allow_private = false;
    PageOptions pages;
};

http::TokenOptions token_checks(const ServeOptions& options) {
    http::TokenOptions checks;
    if (!options.jwt_issuer.empty()) checks.issuer = options.jwt_issuer;
    if (!options.jwt_audience.empty()) checks.audience = options.jwt_audience;
    return checks;
}

std::shared_ptr<const http::TokenVerifier> token_verifier(const ServeOptions& options) {
    const auto checks = token_checks(options);
    return std::make_shared<const http::TokenVerifier>(
        options.jwt_jwks_file.empty() ? http::TokenVerifier::from_secret_file(options.jwt_secret_file, checks)
                                      : http::TokenVerifier::from_jwks_file(options.jwt_jwks_file, checks));
}

rounds::SigningKeys read_signing_keys(const std::vector<std::string>& files) {
    std::vector<SigningKey> keys;
    for (const auto& file : files) keys.push_back(read_signing_key(file));
    return rounds::SigningKeys{std::move(keys)};
}

std::vector<Witness> read_witnesses(const std::vector<std::string>& files) {
    std::vector<Witness> witnesses;
    for (const auto& file : files) {
        auto witness = read_witness(file);
        if (!witness) throw std::runtime_error(witness.error().message());
        const auto has_its_key = [&](const auto& other) {
            return other.key.format() == witness->key.format();
        };
        if (std::ranges::any_of(witnesses, has_its_key))
            throw std::runtime_error("--witness " + file + ": this witness's key is given twice");
        witnesses.push_back(*std::move(witness));
    }
    return witnesses;
}

// Those given, and the one that everybody knows.
std::vector<DrandChain> read_drand_chains(const std::vector<std::string>& files) {
    std::vector<DrandChain> chains{DrandChain::quicknet()};
    for (const auto& file : files) {
        const auto chain = read_drand_chain(file);
        if (!chain) throw std::runtime_error(chain.error().message());
        chains.push_back(*chain);
    }
    return chains;
}

// What the database did, as an answer; what is a defect is left to the server, which logs it.
std::optional<http::Response> answer_for(const std::exception_ptr& error, rounds::Rounds& rounds) {
    if (const auto refusal = api::refusal_of(postgres::classify(error))) return refusal->response();
    if (const auto reason = rounds.not_ready()) return http::problem(http::Code::unavailable, *reason);
    return std::nullopt;
}

void add_health_routes(http::Router& router, rounds::Rounds& rounds, http::Metrics& metrics) {
    const http::RouteOptions open{.access = http::Access::anyone, .throttling = http::Throttling::exempt};
    // Answered also while every worker waits for the database: a restart would not help.
    const http::RouteOptions prompt{
        .access = http::Access::anyone, .may_block = false, .throttling = http::Throttling::exempt};
    const auto healthy = [](const http::Request&) { return http::json_response(200, R"({"status":"ok"})"); };
    router.add("GET", "/healthz", prompt, healthy, http::at_once(healthy));
    router.add("GET", "/readyz", open, [&rounds](const http::Request&) {
        const auto reason = rounds.not_ready();
        return reason ? http::problem(http::Code::unavailable, *reason)
                      : http::json_response(200, R"({"status":"ready"})");
    });
    router.add("GET", "/metrics", prompt, [&metrics](const http::Request&) {
        return http::Response{200, http::Metrics::content_type(), metrics.text(), {}, {}};
    });
}

void add_sign_in(http::Router& router, const ServeOptions& options) {
    if (!options.pages.sign_in_form) return;
    spdlog::warn("event=sign_in_form detail=\"whoever can reach this may sign in as anybody\"");
    pages::add_sign_in_routes(router,
                              {http::read_secret_file(options.jwt_secret_file), token_checks(options)});
}

// SIGTERM and SIGINT are for StopOnSignal's thread alone, so they must be blocked before any other starts.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

// Stops the server in order when one of the signals comes. It must go before the server does: a server that
// has seen that it shall stop may be gone before stop() has woken it.
class StopOnSignal {
  public:
    StopOnSignal(const sigset_t& signals, http::Server& server)
        : thread_([signals, &server] {
              int signal = 0;
              sigwait(&signals, &signal);
              spdlog::info("event=stopping signal={}", signal);
              server.stop();
          }) {}

    ~StopOnSignal() {
        pthread_kill(thread_.native_handle(), SIGTERM);
        thread_.join();
    }

  private:
    std::thread thread_;
};

// A connection is a file, and the usual limit is 1,024 where a program may have many more if it asks.
void allow_many_files() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    spdlog::info("event=open_files limit={}", files.rlim_cur);
}

int serve(const ServeOptions& options) {
    spdlog::set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
    spdlog::flush_on(spdlog::level::info);
    const auto stop_signals = block_stop_signals();
    std::signal(SIGPIPE, SIG_IGN);
    allow_many_files();

    const auto keys = read_signing_keys(options.signing_keys);
    const auto witnesses = read_witnesses(options.witnesses);
    postgres::check_url(options.database_url);
    const auto tokens = token_verifier(options);
    const auto pages = read_pages(options.pages);
    // Before anything is started that could publish.
    if (const auto refusal = log::refuse_origin(options.database_url, keys.all()))
        throw std::runtime_error("--signing-key " + options.signing_keys.front() + ": " + *refusal);
    if (const auto refusal = notices::refuse_restored(options.database_url))
        throw std::runtime_error(*refusal);
    const auto metrics = std::make_shared<http::Metrics>();
    // Goes after those who hold its requests, also when it fails.
    std::optional<http::Server> server;
    rounds::Rounds rounds{{.database_url = options.database_url,
                           .close_grace_ms = options.close_grace_ms,
                           .drand_chains = read_drand_chains(options.drand_chain_files),
                           .drand_relays = options.drand_relays},
                          keys,
                          *metrics};
    coupons::Coupons coupons{options.database_url, rounds.clock(), *metrics};
    orders::Orders orders{options.database_url, *metrics};
    notices::Notices notices{options.database_url, options.webhook_allow_private, *metrics};
    reports::Reports reports{options.database_url};
    log::Log log{options.database_url, keys.all(), witnesses, *metrics};

    http::Router router;
    rounds.add_routes(router);
    coupons.add_routes(router);
    orders.add_routes(router);
    notices.add_routes(router);
    reports.add_routes(router);
    log.add_routes(router);
    add_health_routes(router, rounds, *metrics);
    if (pages) pages->add_routes(router);
    add_sign_in(router, options);
    server.emplace(
        http::ServerOptions{.listen = options.listen,
                            .share_port = options.share_port,
                            .throttle = throttle_options(options.limits),
                            .map_exception = [&](const auto& error) { return answer_for(error, rounds); }},
        std::move(router), tokens, metrics);
    const auto port = server->bind();
    const auto host = options.listen.substr(0, options.listen.rfind(':'));
    spdlog::info("event=listening address=http://{}:{}", host, port);
    const StopOnSignal stop_on_signal{stop_signals, *server};
    server->run();
    spdlog::info("event=stopped");
    return 0;
}

}  // namespace

void add_serve(CLI::App& program, int& exit_status) {
    auto* command = program.add_subcommand("serve", "Runs the service");
    const auto options = std::make_shared<ServeOptions>();
    command->add_option("--listen", options->listen, "HOST:PORT, or [IPv6]:PORT; port 0 takes a free one")
        ->capture_default_str();
    command->add_flag("--share-port", options->share_port, "Let several instances listen on one port");
    command->add_option("--database-url", options->database_url, "The migrated database")->required();
    command
        ->add_option("--signing-key", options->signing_keys,
                     "From `fairdraw keygen`. Given several times, or several with commas between, the first "
                     "signs new rounds and the others finish theirs")
        ->delimiter(',')
        ->required();
    command
        ->add_option("--witness", options->witnesses,
                     "A witness that cosigns the log: a file with its verifier key, and in a second line the "
                     "address to submit checkpoints to. Several times, or with commas between")
        ->delimiter(',');
    auto* tokens = command->add_option_group("tokens", "How callers' tokens are checked");
    tokens->add_option("--jwt-secret-file", options->jwt_secret_file,
                       "A shared secret of 32 bytes or more (HS256)");
    tokens->add_option("--jwt-jwks-file", options->jwt_jwks_file,
                       "An identity provider's key set (RS256, ES256)");
    tokens->require_option(1);
    command->add_option("--jwt-issuer", options->jwt_issuer, "Refuse tokens of another issuer");
    command->add_option("--jwt-audience", options->jwt_audience, "Refuse tokens for another audience");
    add_limit_options(*command, options->limits);
    add_page_options(*command, options->pages);
    command
        ->add_option(
            "--close-grace-ms", options->close_grace_ms,
            "How long after its window a round waits for entries that arrived in time and are being recorded")
        ->check(CLI::Range(0, 600'000))
        ->capture_default_str();
    command
        ->add_option(
            "--drand-relay", options->drand_relays,
            "Where rounds' beacons are fetched from, such as https://api.drand.sh; of several, two must "
            "agree. Without one, no round can be announced with a beacon")
        ->delimiter(',');
    command
        ->add_option("--drand-chain", options->drand_chain_files,
                     "A further drand chain's information, as JSON; quicknet is known")
        ->delimiter(',');
    command->add_flag(
        "--webhook-allow-private", options->webhook_allow_private,
        "Let webhooks be at addresses that are not of the public internet, and speak plain http");
    command->footer(
        "Stops on SIGTERM or SIGINT: answers what it has taken, then ends.\n\n"
        "Example:\n  fairdraw serve --database-url postgresql:///shop --signing-key signing.key "
        "--jwt-secret-file jwt.secret");
    command->callback([options, &exit_status] {
        try {
            exit_status = serve(*options);
        } catch (const std::exception& e) {
            std::cerr << "fairdraw serve: " << e.what() << "\n";
            exit_status = 2;
        }
    });
}

}  // namespace fairdraw::cli
