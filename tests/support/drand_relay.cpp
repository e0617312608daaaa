#include "support/drand_relay.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/wait_until.hpp"

namespace fairdraw::testing {

namespace {

Command command(const TemporaryFolder& folder, std::int64_t genesis_s, const std::string& mode, int late_s) {
    Command command;
    command.arguments = {"/usr/bin/env",
                         "node",
                         FAIRDRAW_DRAND_RELAY,
                         "--period",
                         "1",
                         "--genesis",
                         std::to_string(genesis_s),
                         "--mode",
                         mode,
                         "--late-s",
                         std::to_string(late_s)};
    command.output = folder.path() / "said";
    return command;
}

}  // namespace

DrandRelay::DrandRelay(std::int64_t genesis_s, const std::string& mode, int late_s)
    : genesis_s_(genesis_s), process_(command(folder_, genesis_s, mode, late_s)) {
    std::string said;
    wait_until("a drand relay to listen", [&] {
        said = read_file(folder_.path() / "said");
        if (!process_.running()) throw std::runtime_error("the drand relay ended: " + said);
        return said.ends_with('\n');
    });
    const auto json = nlohmann::json::parse(said);
    port_ = json.at("port");
    chain_ = json.at("chain").at("hash");
    folder_.write("chain.json", json.at("chain").dump());
}

std::string DrandRelay::url() const {
    return fmt::format("http://127.0.0.1:{}", port_);
}

std::uint64_t DrandRelay::round_due_from(std::int64_t unix_ms) const {
    return static_cast<std::uint64_t>((unix_ms + 999) / 1000 - genesis_s_ + 1);
}

std::string DrandRelay::beacon_due_from(std::int64_t unix_ms) const {
    return fmt::format("drand {} {}", chain_, round_due_from(unix_ms));
}

std::vector<std::string> serve_arguments(const std::vector<const DrandRelay*>& relays) {
    std::vector<std::string> arguments{"--drand-chain", relays.at(0)->chain_file()};
    for (const auto* relay : relays) {
        arguments.emplace_back("--drand-relay");
        arguments.push_back(relay->url());
    }
    return arguments;
}

}  // namespace fairdraw::testing
