#include "evidence_files.hpp"
#include "evidence_reader.hpp"

namespace fairdraw {
namespace {

tl::expected<std::optional<TlogProof>, Unreadable> read_proof_if_there(EvidenceSource& source,
                                                                       std::string_view file) {
    const auto bytes = read_text_if_there(source, file);
    if (!bytes) return tl::unexpected(bytes.error());
    if (!*bytes) return std::nullopt;
    return parse_tlog_proof(**bytes, file).map([](TlogProof proof) {
        return std::optional(std::move(proof));
    });
}

}  // namespace

tl::expected<void, Unreadable> EvidenceReader::read_proofs(Evidence& evidence) {
    auto announcement = read_proof_if_there(source_, evidence_file::announcement_proof);
    if (!announcement) return tl::unexpected(announcement.error());
    auto close = read_proof_if_there(source_, evidence_file::close_proof);
    if (!close) return tl::unexpected(close.error());
    evidence.announcement_proof = *std::move(announcement);
    evidence.close_proof = *std::move(close);
    return {};
}

}  // namespace fairdraw
