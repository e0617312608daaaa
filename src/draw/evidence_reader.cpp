#include "evidence_reader.hpp"

#include <algorithm>

#include "drand_chains.hpp"
#include "draw_due.hpp"
#include "evidence_files.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/sha256.hpp"

namespace fairdraw {
namespace {

constexpr std::string_view tag_grammar = "expected a tag: 32 lower-case hexadecimal digits";
constexpr std::string_view disqualified_grammar = "expected `<tag> <reason>`, the reason of a-z and `_`";

tl::unexpected<Unreadable> about(std::string_view file, std::string reason) {
    return tl::unexpected(Unreadable{std::string(file), 0, std::move(reason)});
}

template <class Text>
using Parser = tl::expected<Text, Unreadable> (*)(std::string_view text, std::string_view file);

template <class Text>
tl::expected<Signed<Text>, Unreadable> parse_signed(std::string_view bytes, std::string_view file,
                                                    Parser<Text> parse) {
    auto note = parse_note(bytes, file);
    if (!note) return tl::unexpected(note.error());
    auto text = parse(note->text, file);
    if (!text) return tl::unexpected(text.error());
    const Hash hash = hash_of_text(note->text);
    return Signed<Text>{*std::move(note), *std::move(text), hash};
}

template <class Text>
tl::expected<std::optional<Signed<Text>>, Unreadable> read_signed_if_there(EvidenceSource& source,
                                                                           std::string_view file,
                                                                           Parser<Text> parse) {
    const auto bytes = read_text_if_there(source, file);
    if (!bytes) return tl::unexpected(bytes.error());
    if (!*bytes) return std::nullopt;
    return parse_signed(**bytes, file, parse).map([](Signed<Text> text) {
        return std::optional(std::move(text));
    });
}

/// Whether tags that stream by strictly ascend.
class Order {
  public:
    void add(const Tag& tag) {
        ++line_;
        if (previous_ && !(*previous_ < tag) && !disorder_) disorder_ = line_;
        previous_ = tag;
    }
    std::optional<std::uint64_t> disorder() const { return disorder_; }

  private:
    std::uint64_t line_ = 0;
    std::optional<Tag> previous_;
    std::optional<std::uint64_t> disorder_;
};

}  // namespace

tl::expected<Evidence, Unreadable> EvidenceReader::read() {
    const auto bytes = read_text(source_, evidence_file::announcement);
    if (!bytes) return tl::unexpected(bytes.error());
    auto announcement = parse_signed(*bytes, evidence_file::announcement, parse_announcement);
    if (!announcement) return tl::unexpected(announcement.error());
    round_ = announcement->text.round.text();

    auto key = read_key();
    if (!key) return tl::unexpected(key.error());
    Evidence evidence{.key = *std::move(key),
                      .key_pinned = options_.pinned_key.has_value(),
                      .announcement = *std::move(announcement),
                      .close = {},
                      .draw = {},
                      .voided = {},
                      .entries = {},
                      .disqualified = {},
                      .winners = {}};
    const auto read = read_outcome(evidence).and_then([&] { return read_close(evidence); }).and_then([&] {
        return read_proofs(evidence);
    });
    if (!read) return tl::unexpected(read.error());
    return evidence;
}

tl::expected<VerifierKey, Unreadable> EvidenceReader::read_key() {
    if (options_.pinned_key) return *options_.pinned_key;
    const auto text = read_text(source_, evidence_file::operator_vkey);
    if (!text) return tl::unexpected(text.error());
    return parse_verifier_key_file(*text, evidence_file::operator_vkey);
}

tl::expected<void, Unreadable> EvidenceReader::read_outcome(Evidence& evidence) {
    auto draw = read_signed_if_there(source_, evidence_file::draw, parse_draw);
    if (!draw) return tl::unexpected(draw.error());
    auto voided = read_signed_if_there(source_, evidence_file::voided, parse_void);
    if (!voided) return tl::unexpected(voided.error());
    if (*draw && *voided)
        return about(evidence_file::voided, "a drawn round cannot be voided: there is draw.txt too");
    if (!*draw && !*voided) {
        return about(evidence_file::draw,
                     "missing, and so is void.txt: neither drawn nor voided; " +
                         when_due(evidence.announcement.text, known_chains(options_.further_chains)));
    }
    evidence.draw = *std::move(draw);
    evidence.voided = *std::move(voided);
    return {};
}

tl::expected<void, Unreadable> EvidenceReader::read_close(Evidence& evidence) {
    auto close = read_signed_if_there(source_, evidence_file::close, parse_close);
    if (!close) return tl::unexpected(close.error());
    evidence.close = *std::move(close);
    if (!evidence.close) {
        if (evidence.draw) return about(evidence_file::close, "missing, although the round was drawn");
        if (evidence.voided->text.close)
            return about(evidence_file::close, "missing, although void.txt names it");
        return {};
    }
    return read_disqualified(evidence).and_then([&] { return read_entries(evidence); });
}

tl::expected<void, Unreadable> EvidenceReader::read_disqualified(Evidence& evidence) {
    Order order;
    Sha256 sha256;
    const auto take = [&](std::string_view line) {
        const std::size_t tag_end = line.find(' ');
        const auto tag = tag_from_hex(line.substr(0, tag_end));
        if (!tag || tag_end == std::string_view::npos ||
            !valid_disqualification_reason(line.substr(tag_end + 1))) {
            return false;
        }
        sha256.update(line).update("\n");
        order.add(*tag);
        disqualified_tags_.push_back(*tag);
        return true;
    };
    const auto count = read_list(source_, evidence_file::disqualified, disqualified_grammar, take);
    if (!count) return tl::unexpected(count.error());
    evidence.disqualified = {
        .count = *count, .hash = sha256.finish(), .disorder = order.disorder(), .also_an_entry = {}};
    std::ranges::sort(disqualified_tags_);
    return {};
}

tl::expected<void, Unreadable> EvidenceReader::read_entries(Evidence& evidence) {
    Order order;
    MerkleRoot root;
    std::optional<Redraw> redraw;
    if (evidence.draw) redraw.emplace(evidence.draw->text.seed, evidence.draw->text.winners);
    const auto promised = options_.receipt ? std::optional(options_.receipt->tag) : std::nullopt;
    std::optional<std::uint64_t> also_disqualified;
    const auto take = [&](std::string_view line) {
        const auto tag = tag_from_hex(line);
        if (!tag) return false;
        root.append(*tag);
        order.add(*tag);
        if (redraw) redraw->add(*tag);
        if (!also_disqualified && std::ranges::binary_search(disqualified_tags_, *tag))
            also_disqualified = root.size();
        if (tag == promised) evidence.receipt_listed = true;
        return true;
    };
    const auto count = read_list(source_, evidence_file::entries, tag_grammar, take);
    if (!count) return tl::unexpected(count.error());
    evidence.entries = {.count = *count, .root = root.root(), .disorder = order.disorder()};
    evidence.disqualified.also_an_entry = also_disqualified;
    if (promised && std::ranges::binary_search(disqualified_tags_, *promised)) evidence.receipt_listed = true;
    if (!redraw) return {};
    return read_winners(evidence, std::move(*redraw).finish());
}

tl::expected<void, Unreadable> EvidenceReader::read_winners(Evidence& evidence, const DrawResult& redrawn) {
    std::uint64_t line_number = 0;
    std::optional<std::uint64_t> wrong_line;
    const auto take = [&](std::string_view line) {
        const auto tag = tag_from_hex(line);
        if (!tag) return false;
        const bool right = line_number < redrawn.winners.size() && redrawn.winners[line_number] == *tag;
        ++line_number;
        if (!right && !wrong_line) wrong_line = line_number;
        return true;
    };
    const auto count = read_list(source_, evidence_file::winners, tag_grammar, take);
    if (!count) return tl::unexpected(count.error());
    evidence.winners = {
        .count = *count, .wrong_line = wrong_line, .root = redrawn.winners_root, .cutoff = redrawn.cutoff};
    return {};
}

}  // namespace fairdraw
