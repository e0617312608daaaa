// Proofs that a text is in a log, and the checkpoints in them: what parses is written again as the same
// bytes, and a proof that was good is so no longer once any byte of it is another.
#include "fairdraw/tlog_proof.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "fairdraw/cosignature.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/merkle.hpp"
#include "fuzz_target.hpp"

namespace {

using namespace fairdraw;

constexpr std::int64_t cosigned_at_s = 1'795'273'262;

const SigningKey& operator_key() {
    static const SigningKey key = SigningKey::from_seed("fuzz.example", SigningKey::Seed{1});
    return key;
}
const WitnessSigningKey& witness() {
    static const WitnessSigningKey key =
        WitnessSigningKey::from_seed("w.example", WitnessSigningKey::Seed{2});
    return key;
}

void try_any(std::string_view input) {
    if (const auto head = parse_signed_checkpoint(input, "checkpoint");
        head && valid_origin(head->checkpoint.origin)) {
        fuzz::require(head->note.text.starts_with(format(head->checkpoint)),
                      "a checkpoint is written in one way only");
    }
    const auto proof = parse_tlog_proof(input, "proof");
    if (!proof || input.find("\nextra ") != input.npos) return;
    const std::string_view checkpoint = input.substr(input.find("\n\n") + 2);
    fuzz::require(format_tlog_proof(proof->index, proof->path, checkpoint) == input,
                  "a proof is written in one way only");
}

void try_witness(std::string_view input) {
    const auto parsed = parse_witness_file(input, "witness");
    if (!parsed) return;
    const std::string address = parsed->submission_prefix ? *parsed->submission_prefix + "\n" : "";
    fuzz::require(parsed->key.format() + "\n" + address == input,
                  "a witness's file is written in one way only");
}

/// The nodes of a tree whose leaves are their own numbers.
Hash node(unsigned level, std::uint64_t index) {
    MerkleRoot root;
    for (std::uint64_t leaf = index << level; leaf < (index + 1) << level; ++leaf) {
        root.append(bytes_of(std::to_string(leaf)));
    }
    return root.root();
}

bool good(std::string_view bytes, std::uint64_t index) {
    const auto proof = parse_tlog_proof(bytes, "proof");
    if (!proof) return false;
    const auto& [note, head] = proof->checkpoint;
    const Hash leaf = merkle_leaf_hash(bytes_of(std::to_string(index)));
    const CosignatureCount cosignatures = count_cosignatures(note, witness().verifier_key());
    return head.origin == operator_key().origin() && note.signatures.size() == 2 &&
           verify_inclusion(leaf, proof->index, head.size, proof->path, head.root) &&
           count_signatures(note, operator_key().verifier_key()).good() && cosignatures.valid == 1 &&
           cosignatures.earliest_s == cosigned_at_s;
}

void try_made(std::string_view input) {
    const std::uint64_t size = 1 + fuzz::take_number(input, 1) % 70;
    const std::uint64_t index = fuzz::take_number(input, 1) % size;
    const std::string text = format(Checkpoint{operator_key().origin(), size, root_of(size, node)});
    const std::string checkpoint = operator_key().sign(text) + witness().cosign(text, cosigned_at_s);
    std::string proof = format_tlog_proof(index, inclusion_path(index, size, node), checkpoint);
    fuzz::require(good(proof, index), "a proof that was made is one");
    const std::size_t at = fuzz::take_number(input, 2) % proof.size();
    const auto change = static_cast<char>(1 + fuzz::take_number(input, 1) % 255);
    proof[at] = static_cast<char>(proof[at] ^ change);
    fuzz::require(!good(proof, index), "a proof with another byte is none");
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    try_any(input);
    try_witness(input);
    try_made(input);
}
