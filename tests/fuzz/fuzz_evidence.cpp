// A whole round's evidence, from whoever it comes: the audit never throws, its verdict is what its checks
// say, it does not depend on how the bytes arrive, and every check comes out as the protocol's words say
// (plain_audit.hpp).
//
// An input holds the files one after another, each behind a line `<0x1e><name>`.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "fairdraw/audit.hpp"
#include "fuzz_target.hpp"
#include "plain_audit.hpp"
#include "support/evidence_in_memory.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace fairdraw;

constexpr char file_mark = '\x1e';

testing::EvidenceInMemory unpack(std::string_view input) {
    testing::EvidenceInMemory evidence;
    while (!input.empty()) {
        const std::string_view file = fuzz::take(input, input.find(file_mark, 1));
        const std::size_t name_end = std::min(file.find('\n'), file.size() - 1);
        if (name_end > 1)
            evidence.files[std::string(file.substr(1, name_end - 1))] = file.substr(name_end + 1);
    }
    return evidence;
}

const WitnessKey& witness() {
    static const WitnessKey key =
        WitnessSigningKey::from_seed("witness.example", WitnessSigningKey::Seed{1}).verifier_key();
    return key;
}

bool same(const AuditReport& a, const AuditReport& b) {
    return a.verdict == b.verdict && a.round == b.round && a.message == b.message &&
           std::ranges::equal(a.checks, b.checks, [](const Check& x, const Check& y) {
               return x.id == y.id && x.ok == y.ok && x.detail == y.detail;
           });
}

void require_consistent(const AuditReport& report) {
    const bool unreadable = report.verdict == Verdict::unreadable;
    fuzz::require(unreadable == report.message.has_value(), "only what cannot be read has a message");
    fuzz::require(unreadable == report.checks.empty(), "only what can be read is checked");
    fuzz::require(unreadable || report.round, "whose round it is was read");
    const bool wrong =
        std::ranges::any_of(report.checks, [](const Check& check) { return check.ok == false; });
    fuzz::require(wrong == (report.verdict == Verdict::fail), "a verdict is what the checks say");
    const bool told =
        std::ranges::none_of(report.checks, [](const Check& check) { return check.detail.empty(); });
    fuzz::require(told, "every check says something");
}

void require_as_plain(const AuditReport& report, const fuzz::Files& files) {
    auto expected = fuzz::plain_audit(files);
    for (const Check& check : report.checks) {
        if (!expected.contains(check.id)) continue;
        fuzz::require(check.ok == expected.extract(check.id).mapped(),
                      check.id + " is what the protocol says");
    }
    fuzz::require(expected.empty(), "no check is left out");
}

bool ends_token(std::uint8_t byte) {
    return byte <= ' ' || byte == '/' || byte == '+';
}

/// Where the token around `at` begins, and how long it is.
std::pair<std::size_t, std::size_t> token_at(const std::uint8_t* data, std::size_t size, std::size_t at) {
    std::size_t begin = at;
    std::size_t end = at;
    while (begin > 0 && !ends_token(data[begin - 1])) --begin;
    while (end < size && !ends_token(data[end])) ++end;
    return {begin, end - begin};
}

}  // namespace

/// Evidence made of bytes changed at random is hardly ever readable. So half of the time a number, hash or
/// time takes the place of another one as long, or a digit that of another digit.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
    std::minstd_rand random(seed);
    if (size == 0 || random() % 2 == 0) return LLVMFuzzerMutate(data, size, max_size);
    const auto [from, from_length] = token_at(data, size, random() % size);
    const auto [to, to_length] = token_at(data, size, random() % size);
    if (from_length == to_length) {
        std::copy_n(data + from, from_length, data + to);
    } else if (to_length > 0) {
        data[to + random() % to_length] = static_cast<std::uint8_t>("0123456789abcdef"[random() % 16]);
    }
    return size;
}

void fairdraw::fuzz::try_input(std::string_view input) {
    testing::EvidenceInMemory evidence = unpack(input);
    const AuditOptions options{.witnesses = {witness()}};
    const AuditReport report = audit(evidence, options);
    require_consistent(report);
    evidence.piece_size = 19;
    require(same(audit(evidence, options), report), "how the bytes arrive makes no difference");
    if (report.verdict != Verdict::unreadable) require_as_plain(report, evidence.files);
}
