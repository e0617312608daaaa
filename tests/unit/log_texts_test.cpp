// Checkpoints, proofs and cosignatures: the examples of their specifications, our own, and every way in which
// they are none.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fairdraw/checkpoint.hpp"
#include "fairdraw/cosignature.hpp"
#include "fairdraw/sha256.hpp"
#include "fairdraw/tlog_proof.hpp"

using namespace fairdraw;

namespace {

const std::string root_line = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const std::string text = "example.com/behind-the-sofa\n20852163\n" + root_line + "\n";

// https://c2sp.org/tlog-checkpoint and https://c2sp.org/tlog-cosignature
const std::string log_line =
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
const std::string witness_line =
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/"
    "zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

const WitnessSigningKey& witness() {
    static const auto key = WitnessSigningKey::from_seed("witness.example/w1", {4, 5, 6});
    return key;
}

std::string hash_line(const std::string& of) {
    return to_base64(sha256(of)) + "\n";
}

Note note_of(const std::string& bytes) {
    return parse_note(bytes, "note").value();
}

const SigningKey& log_key() {
    static const auto key = SigningKey::from_seed("example.com/behind-the-sofa", {1});
    return key;
}

std::uint64_t refused_line(const std::string& proof) {
    const auto parsed = parse_tlog_proof(proof, "close.proof");
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().file == "close.proof");
    return parsed.error().line;
}

}  // namespace

TEST_CASE("a checkpoint is read as the specification's example has it, and written so again") {
    const auto checkpoint = parse_checkpoint(text, "checkpoint");
    REQUIRE(checkpoint);
    CHECK(checkpoint->origin == "example.com/behind-the-sofa");
    CHECK(checkpoint->size == 20852163);
    CHECK(to_base64(checkpoint->root) == root_line);
    CHECK(format(*checkpoint) == text);
    CHECK(parse_signed_checkpoint(text + "\n" + log_line + witness_line, "checkpoint"));
}

TEST_CASE("a checkpoint's extension lines are read over; its origin may be anybody's") {
    CHECK(parse_checkpoint(text + "further\n \n", "c").value().size == 20852163);
    CHECK(parse_checkpoint("Some log, of somebody\n0\n" + root_line + "\n", "c").value().origin ==
          "Some log, of somebody");
}

TEST_CASE("what is no checkpoint is named by line") {
    const struct {
        std::string bytes;
        std::uint64_t line;
    } none[] = {
        {"", 1},
        {"\n1\n" + root_line + "\n", 1},
        {"o\n", 2},
        {"o\n\n" + root_line + "\n", 2},
        {"o\n01\n" + root_line + "\n", 2},
        {"o\n-1\n" + root_line + "\n", 2},
        {"o\n1 \n" + root_line + "\n", 2},
        {"o\n1099511627777\n" + root_line + "\n", 2},
        {"o\n1\n", 3},
        {"o\n1\n\n", 3},
        {"o\n1\n" + root_line, 3},
        {"o\n1\n" + root_line.substr(4) + "\n", 3},
        {"o\n1\nAAAA" + root_line + "\n", 3},
        {"o\n1\n" + root_line.substr(0, 42) + "J=\n", 3},  // bits left over
        {"o\n1\n" + root_line + "\n\nmore\n", 4},
        {"o\n1\n" + root_line + "\nmore", 4},
    };
    for (const auto& [bytes, line] : none) {
        CAPTURE(bytes);
        const auto checkpoint = parse_checkpoint(bytes, "c");
        REQUIRE_FALSE(checkpoint);
        CHECK(checkpoint.error().line == line);
    }
    CHECK(parse_checkpoint("o\n1099511627776\n" + root_line + "\n", "c"));
    CHECK_THROWS_AS(format(Checkpoint{.origin = "a b"}), std::invalid_argument);
}

TEST_CASE("a proof is read as it is written, with its checkpoint as it was signed") {
    const std::string note = log_key().sign(text) + witness_line;
    for (const std::size_t hashes : {0, 1, 5}) {
        const std::vector<Hash> path(hashes, sha256("sibling"));
        const std::string bytes = format_tlog_proof(73894, path, note);
        CHECK(bytes.starts_with("c2sp.org/tlog-proof@v1\nindex 73894\n"));
        CHECK(bytes.ends_with("\n\n" + note));
        const auto proof = parse_tlog_proof(bytes, "p");
        REQUIRE(proof);
        CHECK(proof->index == 73894);
        CHECK(proof->path == path);
        CHECK(proof->checkpoint.note.text == text);
        CHECK(proof->checkpoint.note.signatures.size() == 2);
        CHECK(proof->checkpoint.checkpoint.size == 20852163);
    }
}

TEST_CASE("a proof's extra data is read over") {
    const std::string rest = "index 0\n\n" + log_key().sign(text);
    CHECK(parse_tlog_proof("c2sp.org/tlog-proof@v1\nextra YWdl\n" + rest, "p"));
    for (const char* bad :
         {"extra\n", "extra \n", "extra YWd\n", "extra YWdl \n", "extra YWdl\nextra YWdl\n"}) {
        CHECK_FALSE(parse_tlog_proof("c2sp.org/tlog-proof@v1\n" + std::string(bad) + rest, "p"));
    }
}

TEST_CASE("what is no proof is named by line, in its checkpoint too") {
    const std::string title = "c2sp.org/tlog-proof@v1\n";
    const std::string note = log_key().sign(text);
    CHECK(refused_line("") == 1);
    CHECK(refused_line("c2sp.org/tlog-proof@v2\nindex 0\n\n" + note) == 1);
    CHECK(refused_line("c2sp.org/tlog-proof@v1\r\nindex 0\n\n" + note) == 1);
    CHECK(refused_line(title) == 2);
    CHECK(refused_line(title + "index 00\n\n" + note) == 2);
    CHECK(refused_line(title + "index\n\n" + note) == 2);
    CHECK(refused_line(title + "index 0 \n\n" + note) == 2);
    CHECK(refused_line(title + "Index 0\n\n" + note) == 2);
    CHECK(refused_line(title + "index 0\nextra YWdl\n\n" + note) == 3);
    CHECK(refused_line(title + "index 0\n" + hash_line("a") + "YWdl\n\n" + note) == 4);
    CHECK(refused_line(title + "index 0\n" + hash_line("a")) == 4);
    CHECK(refused_line(title + "index 0\n" + hash_line("a") + note) == 4);
    CHECK(refused_line(title + "index 0\n\n") == 4);
    CHECK(refused_line(title + "index 0\n\n" + text) == 7);
    CHECK(refused_line(title + "index 0\n\n\n" + note) == 4);
    CHECK(refused_line(title + "index 0\n\n" + note + "\n") == 10);
    std::string bad_size = note;
    bad_size.replace(bad_size.find("20852163"), 8, "02085216");
    CHECK(refused_line(title + "index 0\n\n" + bad_size) == 5);
}

TEST_CASE("a witness's cosignature tells when it saw the checkpoint") {
    const Note note = note_of(log_key().sign(text) + witness().cosign(text, 1679315147));
    const CosignatureCount count = count_cosignatures(note, witness().verifier_key());
    CHECK(count.by_key == 1);
    CHECK(count.valid == 1);
    CHECK(count.earliest_s == 1679315147);
}

TEST_CASE("a cosignature is over header, time and text: the bytes of the specification") {
    // The same key as an operator's signs the same message.
    const std::string line = witness().cosign(text, 1679315147);
    const auto as_operator = SigningKey::from_seed("witness.example/w1", {4, 5, 6}).verifier_key();
    const std::string signature = note_of(text + "\n" + line).signatures.front().signature;
    CHECK(signature.substr(0, 8) == std::string("\0\0\0\0\x64\x18\x50\xcb", 8));
    CHECK(as_operator.verifies("cosignature/v1\ntime 1679315147\n" + text, signature.substr(8)));
}

TEST_CASE("a witness's key: the id of type 0x04") {
    const WitnessKey& key = witness().verifier_key();
    CHECK(WitnessKey::parse(key.format()).value().format() == key.format());
    const auto as_operator = SigningKey::from_seed("witness.example/w1", {4, 5, 6}).verifier_key();
    CHECK(key.id() != as_operator.id());
    CHECK_FALSE(WitnessKey::parse(as_operator.format()));
    CHECK_FALSE(VerifierKey::parse(key.format()));
    const std::string line = key.format();
    for (const std::string& bad : {std::string(), line + "\n", " " + line, "w2" + line, line.substr(1),
                                   line.substr(0, line.size() - 4), line + "AAAA"}) {
        CAPTURE(bad);
        CHECK_FALSE(WitnessKey::parse(bad));
    }
}

TEST_CASE("several cosignatures of one witness: the earliest that verifies counts") {
    const std::string late = witness().cosign(text, 200);
    const std::string early = witness().cosign(text, 100);
    const std::string forged = witness().cosign("another\n1\n" + root_line + "\n", 50);
    const CosignatureCount count =
        count_cosignatures(note_of(text + "\n" + late + early + forged), witness().verifier_key());
    CHECK(count.by_key == 3);
    CHECK(count.valid == 2);
    CHECK(count.earliest_s == 100);
}

TEST_CASE("a cosignature altered: time, text, signature, length, or a time beyond all times") {
    const Note good = note_of(text + "\n" + witness().cosign(text, 100));
    const WitnessKey& key = witness().verifier_key();
    const std::string& signature = good.signatures.front().signature;
    CHECK(key.cosigned_at_s(text, signature) == 100);
    for (const std::size_t position : {std::size_t{7}, std::size_t{8}, signature.size() - 1}) {
        std::string altered = signature;
        altered[position] = static_cast<char>(altered[position] ^ 1);
        CHECK_FALSE(key.cosigned_at_s(text, altered));
    }
    CHECK_FALSE(key.cosigned_at_s(text + "extension\n", signature));
    CHECK_FALSE(key.cosigned_at_s(text, signature.substr(1)));
    CHECK_FALSE(key.cosigned_at_s(text, signature + "x"));
    CHECK_FALSE(key.cosigned_at_s(text, signature.substr(0, 7)));
    CHECK_FALSE(key.cosigned_at_s(text, "x"));

    const auto as_operator = SigningKey::from_seed("witness.example/w1", {4, 5, 6});
    const std::string message = "cosignature/v1\ntime 9223372036854775808\n" + text;
    const std::string beyond = std::string("\x80\0\0\0\0\0\0\0", 8) +
                               note_of(as_operator.sign(message)).signatures.front().signature;
    CHECK_FALSE(key.cosigned_at_s(text, beyond));
}

TEST_CASE("a line with only the name or only the id of a witness is somebody else's") {
    const auto namesake = WitnessSigningKey::from_seed("witness.example/w1", {9});
    const auto stranger = WitnessSigningKey::from_seed("witness.example/w2", {4, 5, 6});
    const Note note = note_of(text + "\n" + namesake.cosign(text, 1) + stranger.cosign(text, 1));
    CHECK(count_cosignatures(note, witness().verifier_key()).by_key == 0);
}

TEST_CASE("a witness's file: its key, and perhaps where it takes checkpoints") {
    const std::string line = witness().verifier_key().format() + "\n";
    CHECK_FALSE(parse_witness_file(line, "w").value().submission_prefix);
    CHECK(parse_witness_file(line + "https://w.example/a\n", "w").value().submission_prefix ==
          "https://w.example/a");
    for (const std::string& bad :
         {std::string(), line.substr(0, line.size() - 1), "\n" + line, line + "\n",
          line + "ftp://w.example\n", line + "https://w.example", line + "https://w.ex ample\n",
          line + "https://\n", line + "https://w.ex\u00e4mple\n", line + "https://w.example\n\n",
          line + "https://w.example\nhttps://w.example\n"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_witness_file(bad, "w"));
    }
}
