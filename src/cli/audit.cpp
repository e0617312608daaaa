// fairdraw audit: re-runs the draw of a round from its evidence (draw-protocol.md, section 5).
#include "fairdraw/audit.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/audit_inputs.hpp"
#include "cli/audit_output.hpp"
#include "cli/commands.hpp"
#include "cli/evidence_place.hpp"

namespace fairdraw::cli {
namespace {

struct AuditRequest {
    std::string place;
    std::string vkey_file;
    std::string receipt_file;
    std::string drand_chain_file;
    std::vector<std::string> witness_files;
    bool json = false;
};

tl::expected<AuditOptions, Unreadable> read_options(const AuditRequest& request) {
    AuditOptions options;
    if (!request.vkey_file.empty()) {
        auto key = read_verifier_key(request.vkey_file);
        if (!key) return tl::unexpected(key.error());
        options.pinned_key = *std::move(key);
    }
    if (!request.receipt_file.empty()) {
        auto receipt = read_receipt(request.receipt_file);
        if (!receipt) return tl::unexpected(receipt.error());
        options.receipt = *std::move(receipt);
    }
    if (!request.drand_chain_file.empty()) {
        const auto chain = read_drand_chain(request.drand_chain_file);
        if (!chain) return tl::unexpected(chain.error());
        options.further_chains.push_back(*chain);
    }
    for (const std::string& file : request.witness_files)
        read_input(file);  // not used yet, but it must be there
    return options;
}

AuditReport unreadable(std::string message) {
    return {.verdict = Verdict::unreadable, .round = {}, .message = std::move(message), .checks = {}};
}

AuditReport run(const AuditRequest& request) {
    try {
        const auto options = read_options(request);
        if (!options) return unreadable(options.error().message());
        return audit(*open_evidence(request.place), *options);
    } catch (const std::exception& trouble) {
        return unreadable(trouble.what());
    }
}

int status_of(Verdict verdict) {
    return verdict == Verdict::pass ? 0 : verdict == Verdict::fail ? 1 : 2;
}

}  // namespace

void add_audit(CLI::App& program, int& exit_status) {
    auto request = std::make_shared<AuditRequest>();
    auto* command = program.add_subcommand("audit", "Re-run a round's draw from its public evidence");
    command
        ->add_option("place", request->place,
                     "A folder, or a base address such as .../v1/rounds/ROUND/evidence")
        ->required()
        ->type_name("DIR|URL");
    command->add_option("--vkey", request->vkey_file, "The operator's verifier key, instead of operator.vkey")
        ->type_name("FILE");
    command
        ->add_option("--receipt", request->receipt_file, "An entrant's receipt, to be held against the lists")
        ->type_name("FILE");
    command
        ->add_option("--drand-chain", request->drand_chain_file,
                     "A further drand chain's information, as JSON")
        ->type_name("FILE");
    command->add_option("--witness", request->witness_files, "A witness's verifier key (not checked yet)")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command->add_flag("--json", request->json, "Print the report as JSON");
    command->footer(
        "Exit status: 0 when nothing contradicts what was signed, 1 when something does, 2 when the evidence "
        "cannot be\n"
        "read. The draw is run again from entries.txt; no database is asked, and no address but the one "
        "given.\n\n"
        "Examples:\n"
        "  fairdraw audit http://127.0.0.1:8080/v1/rounds/daily-2026-11-21/evidence --vkey shop.vkey\n"
        "  fairdraw audit ./evidence --json");
    command->callback([request, &exit_status] {
        const AuditReport report = run(*request);
        const bool pinned = !request->vkey_file.empty();
        std::cout << (request->json ? report_as_json(report, pinned) : report_for_person(report, pinned))
                  << std::flush;
        exit_status = status_of(report.verdict);
    });
}

}  // namespace fairdraw::cli
