// What an entrant was promised, held against the lists: every receipt of the vectors, and rounds that never
// closed.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "fairdraw/audit.hpp"
#include "fairdraw/receipt.hpp"
#include "support/receipt_json.hpp"
#include "vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

const std::filesystem::path receipts = bundles / "receipts";

/// The fields of a receipt whose JSON has the right types; none otherwise.
std::optional<ReceiptFields> fields_of(const nlohmann::json& json) {
    try {
        if (!json.at("index").is_number_unsigned()) return std::nullopt;
        return receipt_fields(json);
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

std::optional<Receipt> receipt_named(const std::string& name) {
    const auto fields = fields_of(read_json(receipts / (name + ".json")));
    if (!fields) return std::nullopt;
    auto receipt = parse_receipt(*fields, name);
    if (!receipt) return std::nullopt;
    return *std::move(receipt);
}

Check receipt_check(const std::string& bundle, const Receipt& receipt) {
    EvidenceInMemory evidence(bundles / bundle);
    const AuditReport report = audit(evidence, {.pinned_key = {}, .further_chains = {}, .receipt = receipt});
    REQUIRE(!report.checks.empty());
    REQUIRE(report.checks.back().id == "receipt");
    CHECK((report.verdict == Verdict::fail) == (report.checks.back().ok == false));
    return report.checks.back();
}

}  // namespace

TEST_CASE("every receipt of the vectors is judged as they say") {
    const auto expected = read_json(receipts / "expected.json");
    REQUIRE(expected.size() > 20);
    for (const auto& [name, wanted] : expected.items()) {
        CAPTURE(name);
        const auto receipt = receipt_named(name);
        REQUIRE(receipt.has_value() == (wanted.at("verdict") != "unreadable"));
        if (receipt)
            CHECK(receipt_check(wanted.at("bundle"), *receipt).ok == wanted.at("receipt").get<bool>());
    }
}

TEST_CASE("without a close a receipt can be caught lying, but not held against a list") {
    CHECK(receipt_check("void-before-the-close", receipt_named("alone").value()).ok == std::nullopt);
    CHECK(receipt_check("void-before-the-close", receipt_named("path-changed").value()).ok == false);
}

TEST_CASE("a disqualified entrant's promise was kept, too") {
    const Receipt receipt = receipt_named("alone").value();
    EvidenceInMemory evidence(bundles / "three-hundred");
    const std::string line = to_hex(receipt.tag) + "\n";
    std::string& entries = evidence.files.at("entries.txt");
    entries.erase(entries.find(line), line.size());
    const auto ok = [&] {
        return audit(evidence, {.pinned_key = {}, .further_chains = {}, .receipt = receipt}).checks.back().ok;
    };
    CHECK(ok() == false);
    evidence.files.at("disqualified.txt") = to_hex(receipt.tag) + " blocked\n";
    CHECK(ok() == true);
    // In whatever order that file is: the order is another check's.
    const std::string high = std::string(32, 'f') + " x\n";
    const std::string low = std::string(32, '0') + " x\n";
    evidence.files.at("disqualified.txt") = high + high + to_hex(receipt.tag) + " blocked\n" + low + low;
    CHECK(ok() == true);
}

TEST_CASE("a malformed field or note is named") {
    const auto good = fields_of(read_json(receipts / "alone.json")).value();
    REQUIRE(parse_receipt(good, "r.json"));
    const auto error = [&](auto alter) {
        ReceiptFields altered = good;
        alter(altered);
        const auto receipt = parse_receipt(altered, "r.json");
        return receipt ? std::string() : receipt.error().message();
    };
    CHECK(error([](auto& it) { it.origin = "a b"; }).find("origin") != std::string::npos);
    CHECK(error([](auto& it) { it.round = "A"; }).find("round") != std::string::npos);
    CHECK(error([](auto& it) { it.tag += "0"; }).find("tag") != std::string::npos);
    CHECK(error([](auto& it) { it.received_at = "now"; }).find("received_at") != std::string::npos);
    CHECK(error([](auto& it) { it.salt.pop_back(); }).find("salt") != std::string::npos);
    CHECK(error([](auto& it) { it.index = largest_count + 1; }).find("index") != std::string::npos);
    CHECK(error([](auto& it) { it.path = {"ab"}; }).find("path") != std::string::npos);
    CHECK(error([](auto& it) { it.note.replace(it.note.find("size 1"), 6, "size 01"); }).find("line 5") !=
          std::string::npos);
}
