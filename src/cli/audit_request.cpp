#include "cli/audit_request.hpp"

#include "cli/audit_inputs.hpp"

namespace fairdraw::cli {
namespace {

using tl::expected, tl::unexpected;

expected<std::vector<WitnessKey>, Unreadable> read_witnesses(const AuditRequest& request) {
    std::vector<WitnessKey> keys;
    for (const std::string& file : request.witness_files) {
        auto witness = read_witness(file);
        if (!witness) return unexpected(witness.error());
        keys.push_back(std::move(witness->key));
    }
    return keys;
}

/// What both audits take.
template <class Options>
expected<void, Unreadable> read_shared(const AuditRequest& request, Options& options) {
    if (!request.drand_chain_file.empty()) {
        const auto chain = read_drand_chain(request.drand_chain_file);
        if (!chain) return unexpected(chain.error());
        options.further_chains.push_back(*chain);
    }
    auto witnesses = read_witnesses(request);
    if (!witnesses) return unexpected(witnesses.error());
    options.witnesses = *std::move(witnesses);
    return {};
}

}  // namespace

expected<AuditOptions, Unreadable> read_options(const AuditRequest& request) {
    AuditOptions options;
    if (!request.vkey_files.empty()) {
        auto key = read_verifier_key(request.vkey_files.front());
        if (!key) return unexpected(key.error());
        options.pinned_key = *std::move(key);
    }
    if (!request.receipt_file.empty()) {
        auto receipt = read_receipt(request.receipt_file);
        if (!receipt) return unexpected(receipt.error());
        options.receipt = *std::move(receipt);
    }
    return read_shared(request, options).map([&] { return std::move(options); });
}

expected<LogAuditOptions, Unreadable> read_log_options(const AuditRequest& request, UnixMs now) {
    std::vector<VerifierKey> keys;
    for (const std::string& file : request.vkey_files) {
        auto key = read_verifier_key(file);
        if (!key) return unexpected(key.error());
        keys.push_back(*std::move(key));
    }
    LogAuditOptions options{.key = keys.front(), .now = now};
    options.former_keys.assign(keys.begin() + 1, keys.end());
    if (!request.since_file.empty()) {
        auto since = read_checkpoint(request.since_file);
        if (!since) return unexpected(since.error());
        options.since = *std::move(since);
    }
    return read_shared(request, options).map([&] { return std::move(options); });
}

}  // namespace fairdraw::cli
