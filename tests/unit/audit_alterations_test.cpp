// Evidence altered in one place, beyond what the vectors alter: files that come or go, and evidence made to
// exhaust whoever audits it.
#include <doctest/doctest.h>

#include <functional>
#include <set>

#include "fairdraw/audit.hpp"
#include "vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

using Alteration = std::function<void(EvidenceInMemory&)>;

AuditReport audit_altered(const std::string& bundle, const Alteration& alter) {
    EvidenceInMemory evidence(bundles / bundle);
    alter(evidence);
    return audit(evidence);
}

/// The message; empty when the evidence could be read.
std::string unreadable_because(const std::string& bundle, const Alteration& alter) {
    return audit_altered(bundle, alter).message.value_or("");
}

Alteration without(const std::string& file) {
    return [file](EvidenceInMemory& evidence) { evidence.files.erase(file); };
}

Alteration with(const std::string& file, const std::string& content) {
    return [=](EvidenceInMemory& evidence) { evidence.files[file] = content; };
}

Alteration appended(const std::string& file, const std::string& more) {
    return [=](EvidenceInMemory& evidence) { evidence.files.at(file) += more; };
}

std::set<std::string> failing(const AuditReport& report) {
    std::set<std::string> ids;
    for (const Check& check : report.checks) {
        if (check.ok == false) ids.insert(check.id);
    }
    return ids;
}

/// A file that never ends; everything else is as it was.
class EndlessFile final : public EvidenceSource {
  public:
    EndlessFile(EvidenceSource& rest, std::string file, std::string piece)
        : rest_(rest), file_(std::move(file)), piece_(std::move(piece)) {}

    bool read(std::string_view file, const Sink& sink) override {
        if (file != file_) return rest_.read(file, sink);
        while (sink(piece_)) {
        }
        return true;
    }

  private:
    EvidenceSource& rest_;
    std::string file_;
    std::string piece_;
};

}  // namespace

TEST_CASE("a drawn round needs every file of a drawn round") {
    for (const char* file : {"operator.vkey", "announcement.txt", "close.txt", "entries.txt",
                             "disqualified.txt", "draw.txt", "winners.txt"}) {
        CAPTURE(file);
        const std::string message = unreadable_because("seven", without(file));
        CHECK(message.starts_with(std::string(file) + ": missing"));
    }
}

TEST_CASE("a voided round needs its close when it names one, and then the lists") {
    for (const char* file : {"close.txt", "entries.txt", "disqualified.txt", "announcement.txt"}) {
        CAPTURE(file);
        CHECK(unreadable_because("void-after-the-close", without(file)).starts_with(file));
    }
    CHECK(unreadable_because("void-after-the-close", without("void.txt")).starts_with("draw.txt: missing"));
}

TEST_CASE("files that say nothing about a round do not disturb its audit") {
    CHECK(audit_altered("seven", with("index.html", "<p>")).verdict == Verdict::pass);
    CHECK(audit_altered("void-before-the-close", with("winners.txt", "none of the two")).verdict ==
          Verdict::pass);
}

TEST_CASE("every file of a list is read to its end, and an error names the line") {
    for (const char* file : {"entries.txt", "winners.txt", "disqualified.txt"}) {
        for (const char* more :
             {"x", "\n", "\r\n", " \n", "\xef\xbb\xbf\n", "00112233445566778899aabbccddeeff  x\n",
              "00112233445566778899aabbccddeef\n", "00112233445566778899AABBCCDDEEFF a\n"}) {
            CAPTURE(file);
            CAPTURE(more);
            const std::string message = unreadable_because("seven", appended(file, more));
            CHECK(message.starts_with(std::string(file) + ", line "));
        }
    }
    CHECK(unreadable_because("seven", appended("entries.txt", "x\n")).starts_with("entries.txt, line 8: "));
}

TEST_CASE("a line too long to read is refused however it comes") {
    EvidenceInMemory evidence(bundles / "seven");
    evidence.files.at("disqualified.txt") = std::string(32, '0') + " " + std::string(70'000, 'x') + "\n";
    for (const std::size_t size : {1'000, 1'000'000}) {
        evidence.piece_size = size;
        const AuditReport report = audit(evidence);
        REQUIRE(report.message);
        CHECK(report.message->starts_with("disqualified.txt, line 1: "));
    }
}

TEST_CASE("the order of a list is judged, not its grammar") {
    const auto swap_lines = [](EvidenceInMemory& evidence) {
        std::string& entries = evidence.files.at("entries.txt");
        entries = entries.substr(33, 33) + entries.substr(0, 33) + entries.substr(66);
    };
    CHECK(failing(audit_altered("seven", swap_lines)) == std::set<std::string>{"entries"});
}

TEST_CASE("a winner left out at the end is missed") {
    const auto drop_last = [](EvidenceInMemory& evidence) {
        std::string& winners = evidence.files.at("winners.txt");
        winners.resize(winners.size() - 33);
    };
    CHECK(failing(audit_altered("seven", drop_last)) == std::set<std::string>{"winners"});
}

TEST_CASE("more winners claimed than anybody could hold is a lie, not a crash") {
    const auto claim = [](EvidenceInMemory& evidence) {
        std::string& draw = evidence.files.at("draw.txt");
        const std::size_t at = draw.find("winners ") + 8;
        draw.replace(at, draw.find(' ', at) - at, "1099511627776");
    };
    const AuditReport report = audit_altered("seven", claim);
    CHECK(failing(report) == std::set<std::string>{"draw-signature", "quota", "winners"});
}

TEST_CASE("evidence without end is given up, wherever it has none") {
    EvidenceInMemory rest(bundles / "seven");
    for (const char* file : {"operator.vkey", "announcement.txt", "close.txt", "draw.txt", "void.txt",
                             "entries.txt", "disqualified.txt", "winners.txt"}) {
        CAPTURE(file);
        EndlessFile endless(rest, file, std::string(10'000, 'a'));
        const AuditReport report = audit(endless);
        REQUIRE(report.verdict == Verdict::unreadable);
        CHECK(report.message->starts_with(file));
    }
}

TEST_CASE("a place that gives no evidence makes the audit unreadable, and keeps what round it was") {
    class Broken final : public EvidenceSource {
      public:
        explicit Broken(EvidenceSource& rest) : rest_(rest) {}
        bool read(std::string_view file, const Sink& sink) override {
            if (file == "entries.txt") throw EvidenceUnavailable("the answer broke off");
            return rest_.read(file, sink);
        }

      private:
        EvidenceSource& rest_;
    };
    EvidenceInMemory rest(bundles / "seven");
    Broken broken(rest);
    const AuditReport report = audit(broken);
    CHECK(report.verdict == Verdict::unreadable);
    CHECK(report.message == "the answer broke off");
    CHECK(report.round == "seven-round");
    CHECK(report.checks.empty());
}
