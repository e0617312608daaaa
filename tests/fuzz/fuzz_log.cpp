// An operator's log, from whoever it comes: the audit never throws, its verdict is what its checks say, and
// it finds a log that was signed as it stands, and grew, to be so.
//
// An input holds the leaves, each behind a byte 0x1e.
#include "fairdraw/log_audit.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "fairdraw/merkle.hpp"
#include "fuzz_target.hpp"

namespace {

using namespace fairdraw;

const SigningKey& operator_key() {
    static const SigningKey key = SigningKey::from_seed("shop.example/coupons", SigningKey::Seed{1});
    return key;
}
const WitnessSigningKey& witness() {
    static const WitnessSigningKey key =
        WitnessSigningKey::from_seed("w.example", WitnessSigningKey::Seed{2});
    return key;
}

class LogInMemory final : public LogSource {
  public:
    std::string checkpoint() override { return head; }
    void leaves(std::uint64_t size, const Sink& sink) override {
        if (size > all.size()) throw EvidenceUnavailable("there are not so many leaves");
        for (std::uint64_t i = 0; i < size; ++i) sink(all[i]);
    }

    std::vector<std::string> all;
    std::string head;
};

std::string checkpoint_of(const std::vector<std::string>& leaves, std::size_t size) {
    MerkleRoot root;
    for (std::size_t i = 0; i < size; ++i) root.append(bytes_of(leaves[i]));
    const std::string text = format(Checkpoint{operator_key().origin(), size, root.root()});
    return operator_key().sign(text) + witness().cosign(text, 1);
}

LogInMemory log_of(std::string_view input) {
    LogInMemory log;
    while (!input.empty()) log.all.emplace_back(fuzz::take(input, input.find('\x1e', 1)).substr(1));
    return log;
}

std::optional<bool> outcome(const LogAuditReport& audited, std::string_view id) {
    const auto check = std::ranges::find(audited.report.checks, id, &Check::id);
    fuzz::require(check != audited.report.checks.end(), "every check is there");
    return check->ok;
}

void require_consistent(const LogAuditReport& audited) {
    const AuditReport& report = audited.report;
    const bool unreadable = report.verdict == Verdict::unreadable;
    fuzz::require(unreadable == report.message.has_value() && unreadable == report.checks.empty() &&
                      unreadable != audited.head.has_value(),
                  "only what can be read is checked");
    const bool wrong =
        std::ranges::any_of(report.checks, [](const Check& check) { return check.ok == false; });
    fuzz::require(wrong == (report.verdict == Verdict::fail), "a verdict is what the checks say");
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    LogInMemory log = log_of(input);
    LogAuditOptions options{.key = operator_key().verifier_key(), .now = UnixMs{1'795'273'262'000}};
    log.head = input.substr(0, input.find('\x1e', 1));
    require_consistent(audit_log(log, options));

    log.head = checkpoint_of(log.all, log.all.size());
    options.since = parse_signed_checkpoint(checkpoint_of(log.all, log.all.size() / 2), "since").value();
    options.witnesses = {witness().verifier_key()};
    const LogAuditReport audited = audit_log(log, options);
    require_consistent(audited);
    for (const char* id : {"log-signature", "log-root", "log-grew", "log-witnessed"}) {
        require(outcome(audited, id) == true, "a log is what was signed");
    }
    if (log.all.empty())
        return require(outcome(audited, "log-rounds") == true, "nothing is wrong with nothing");
    log.all.front() += 'x';
    require(outcome(audit_log(log, options), "log-root") == false, "a leaf that was changed is noticed");
}
