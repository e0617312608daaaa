// fairdraw audit: re-runs the draw of a round from its evidence (draw-protocol.md, section 5), or goes
// through an operator's whole log (section 7).
#include "fairdraw/audit.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "cli/audit_output.hpp"
#include "cli/audit_request.hpp"
#include "cli/commands.hpp"
#include "cli/evidence_place.hpp"
#include "cli/log_address.hpp"

namespace fairdraw::cli {
namespace {

AuditReport unreadable(std::string message) {
    return {.verdict = Verdict::unreadable, .round = {}, .message = std::move(message), .checks = {}};
}

AuditReport audit_round(const AuditRequest& request) {
    try {
        const auto options = read_options(request);
        if (!options) return unreadable(options.error().message());
        return audit(*open_evidence(request.place), *options);
    } catch (const std::exception& trouble) {
        return unreadable(trouble.what());
    }
}

UnixMs now() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

LogAuditReport audit_log(const AuditRequest& request) {
    try {
        const auto options = read_log_options(request, now());
        if (!options) return {.report = unreadable(options.error().message()), .head = {}};
        return fairdraw::audit_log(*open_log(request.log), *options);
    } catch (const std::exception& trouble) {
        return {.report = unreadable(trouble.what()), .head = {}};
    }
}

int status_of(Verdict verdict) {
    return verdict == Verdict::pass ? 0 : verdict == Verdict::fail ? 1 : 2;
}

/// Prints the report; answers with the exit status.
int run(const AuditRequest& request) {
    if (!request.log.empty()) {
        const LogAuditReport log = audit_log(request);
        std::cout << (request.json ? report_as_json(log) : report_for_person(log)) << std::flush;
        return status_of(log.report.verdict);
    }
    // CLI11 cannot say "one of the two".
    if (request.place.empty()) throw CLI::RequiredError("DIR|URL, or --log URL");
    if (request.vkey_files.size() > 1)
        throw CLI::ValidationError("--vkey", "a round is signed by one key; only --log takes former ones");
    const AuditReport report = audit_round(request);
    const bool pinned = !request.vkey_files.empty();
    std::cout << (request.json ? report_as_json(report, pinned) : report_for_person(report, pinned))
              << std::flush;
    return status_of(report.verdict);
}

void add_options(CLI::App& command, AuditRequest& request) {
    auto* place = command.add_option("place", request.place,
                                     "A folder, or a base address such as .../v1/rounds/ROUND/evidence");
    place->type_name("DIR|URL");
    auto* vkey =
        command.add_option("--vkey", request.vkey_files,
                           "The operator's verifier key, instead of operator.vkey. With --log, those "
                           "they had before may follow, each as another --vkey: --since may be "
                           "signed by one of them");
    vkey->type_name("FILE")->allow_extra_args(false);
    auto* log =
        command.add_option("--log", request.log,
                           "Audit the operator's whole log instead, by its base address such as .../v1/log");
    log->type_name("URL")->needs(vkey)->excludes(place);
    command
        .add_option("--since", request.since_file,
                    "An earlier checkpoint of the log: that it only grew since is checked")
        ->type_name("FILE")
        ->needs(log);
    command
        .add_option("--receipt", request.receipt_file,
                    "An entrant's receipt, or the whole answer to their entry, to be held "
                    "against the lists")
        ->type_name("FILE")
        ->excludes(log);
    command
        .add_option("--drand-chain", request.drand_chain_file, "A further drand chain's information, as JSON")
        ->type_name("FILE");
    command
        .add_option("--witness", request.witness_files,
                    "A witness's verifier key; may be given several times. Without one, times are the "
                    "operator's word")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command.add_flag("--json", request.json, "Print the report as JSON");
}

constexpr const char* footer =
    "Exit status: 0 when nothing contradicts what was signed, 1 when something does, 2 when the evidence "
    "cannot be\n"
    "read. The draw is run again from entries.txt; no database is asked, and no address but the one "
    "given. With --log,\n"
    "that the log only grew, and that each round in it that is due was drawn or voided, once.\n\n"
    "Examples:\n"
    "  fairdraw audit http://127.0.0.1:8080/v1/rounds/daily-2026-11-21/evidence --vkey shop.vkey\n"
    "  fairdraw audit ./evidence --vkey shop.vkey --witness north.vkey --witness south.vkey --json\n"
    "  curl -so yesterday.txt http://127.0.0.1:8080/v1/log/checkpoint\n"
    "  fairdraw audit --log http://127.0.0.1:8080/v1/log --since yesterday.txt --vkey shop.vkey";

}  // namespace

void add_audit(CLI::App& program, int& exit_status) {
    auto request = std::make_shared<AuditRequest>();
    auto* command = program.add_subcommand(
        "audit", "Re-run a round's draw from its public evidence, or go through an operator's log");
    add_options(*command, *request);
    command->footer(footer);
    command->callback([request, &exit_status] { exit_status = run(*request); });
}

}  // namespace fairdraw::cli
