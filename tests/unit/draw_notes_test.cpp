// Signed notes: the example of the specification, our own keys, and every way in which a note is none.
#include <doctest/doctest.h>

#include <string>

#include "fairdraw/note.hpp"

using namespace fairdraw;

namespace {

// https://c2sp.org/signed-note
constexpr const char* example_key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr const char* example_note =
    "This is an example message.\n"
    "\n"
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";

const SigningKey& key() {
    static const SigningKey made = SigningKey::from_seed("shop.example/coupons", {1, 2, 3});
    return made;
}

bool good(const std::string& bytes, const VerifierKey& by) {
    const auto note = parse_note(bytes, "note");
    return note && count_signatures(*note, by).good();
}

/// The note's signature lines.
std::string signature_of(const std::string& note) {
    return note.substr(note.rfind("\n\n") + 2);
}

}  // namespace

TEST_CASE("the specification's own example verifies") {
    const auto example = VerifierKey::parse(example_key);
    REQUIRE(example);
    CHECK(example->origin() == "example.com/foo");
    CHECK(example->format() == example_key);
    CHECK(good(example_note, *example));
    std::string altered = example_note;
    altered[0] = 't';
    CHECK_FALSE(good(altered, *example));
}

TEST_CASE("what a key signs verifies under its verifier key, and under no other") {
    const std::string note = key().sign("a text\nof two lines\n");
    CHECK(good(note, key().verifier_key()));
    CHECK(parse_note(note, "note").value().text == "a text\nof two lines\n");
    CHECK_FALSE(good(note, SigningKey::from_seed("shop.example/coupons", {9}).verifier_key()));
    CHECK_FALSE(good(note, SigningKey::from_seed("another.example", {1, 2, 3}).verifier_key()));
}

TEST_CASE("a signing key survives being written down") {
    const std::string line = key().format_private();
    CHECK(line.starts_with("PRIVATE+KEY+shop.example/coupons+"));
    const auto read = SigningKey::parse(line);
    REQUIRE(read);
    CHECK(read->verifier_key().format() == key().verifier_key().format());
    CHECK(read->sign("text\n") == key().sign("text\n"));
}

TEST_CASE("a signing key that was damaged is refused, and not repeated in the error") {
    const std::string line = key().format_private();
    for (const std::string& damaged :
         {std::string(), line.substr(0, line.size() - 1), line.substr(0, 40), line + "=", line + "\n",
          line.substr(8), key().verifier_key().format(), "PRIVATE+KEY+" + key().verifier_key().format()}) {
        const auto read = SigningKey::parse(damaged);
        REQUIRE_FALSE(read);
        CHECK(read.error().find(line.substr(line.size() - 20)) == std::string::npos);
    }
    std::string other_id = line;
    const std::size_t id = line.find("coupons+") + 8;
    other_id[id] = other_id[id] == '0' ? '1' : '0';
    CHECK_FALSE(SigningKey::parse(other_id));
}

TEST_CASE("verifier keys: origin, matching id, Ed25519, 32 bytes, canonical base64") {
    const std::string line = key().verifier_key().format();
    CHECK(VerifierKey::parse(line));
    const std::string id = to_hex(key().verifier_key().id());
    for (const std::string& bad :
         {std::string(), std::string("shop.example/coupons"), "shop.example/coupons+" + id,
          "shop.example/coupons+" + id + "+", "+" + id + line.substr(line.rfind('+')), line + "\n",
          line + " ", "other" + line, line.substr(0, line.size() - 4), line + "AAAA",
          line.substr(0, line.size() - 1) + "="}) {
        CAPTURE(bad);
        CHECK_FALSE(VerifierKey::parse(bad));
    }
    std::string upper = line;
    for (std::size_t i = upper.find('+'); i < upper.find('+') + 9; ++i)
        upper[i] = static_cast<char>(std::toupper(upper[i]));
    if (upper != line) CHECK_FALSE(VerifierKey::parse(upper));
}

TEST_CASE("a verifier key's file is that one line") {
    const std::string line = key().verifier_key().format();
    CHECK(parse_verifier_key_file(line + "\n", "f"));
    for (const std::string& bad : {std::string(), std::string("\n"), line, line + "\n\n", line + "\r\n",
                                   "\n" + line + "\n", line + "\n" + line + "\n", "\ufeff" + line + "\n"}) {
        CHECK_FALSE(parse_verifier_key_file(bad, "f"));
    }
    // A mark in front is none of the name, even where the id was made as if it were.
    const auto marked = SigningKey::from_seed("\ufeffshop.example", {}).verifier_key();
    CHECK_FALSE(parse_verifier_key_file(marked.format() + "\n", "f"));
}

TEST_CASE("signatures by others are ignored, every one by the key counts") {
    const std::string text = "text\n";
    const std::string by_key = key().sign(text);
    const std::string by_other = signature_of(SigningKey::from_seed("witness.example", {7}).sign(text));
    const std::string by_namesake =
        signature_of(SigningKey::from_seed("shop.example/coupons", {7}).sign(text));
    const std::string over_another_text = signature_of(key().sign("other\n"));
    const VerifierKey& verifier = key().verifier_key();
    CHECK(good(by_key + by_other + by_namesake, verifier));
    CHECK(good(by_key + signature_of(by_key), verifier));
    CHECK_FALSE(good(by_key + over_another_text, verifier));
    CHECK_FALSE(good("text\n\n" + over_another_text + signature_of(by_key), verifier));
    CHECK_FALSE(good("text\n\n" + by_other, verifier));
}

TEST_CASE("a key is its name and its id together: a line with one of them is somebody else's") {
    const std::string by_key = key().sign("text\n");
    const std::string dash = "\u2014 ";
    const auto named = [&](const std::string& name) {
        const std::string line = signature_of(by_key);
        return dash + name + line.substr(line.rfind(' '));
    };
    CHECK_FALSE(good("text\n\n" + named("other.example"), key().verifier_key()));
    const std::string bad = signature_of(key().sign("other\n"));
    const std::string bad_of_another_name = dash + "other.example" + bad.substr(bad.rfind(' '));
    CHECK(good(by_key + bad_of_another_name, key().verifier_key()));
}

TEST_CASE("a signature of the wrong length is one that does not verify") {
    const auto note = parse_note(key().sign("text\n"), "note").value();
    const std::string& signature = note.signatures.front().signature;
    CHECK(key().verifier_key().verifies("text\n", signature));
    CHECK_FALSE(key().verifier_key().verifies("text\n", signature.substr(1)));
    CHECK_FALSE(key().verifier_key().verifies("text\n", signature + "x"));
    CHECK_FALSE(key().verifier_key().verifies("text\n", "x"));
}

TEST_CASE("a text may hold empty lines: the last one separates it from the signatures") {
    const std::string text = "a\n\nb\n\n";
    const auto note = parse_note(key().sign(text), "note");
    REQUIRE(note);
    CHECK(note->text == text);
}

TEST_CASE("what is no note is named by line") {
    const std::string line = signature_of(key().sign("text\n"));
    const std::string dash = "\u2014 ";
    const struct {
        std::string bytes;
        std::uint64_t line;
    } none[] = {
        {"", 1},
        {"text\n", 2},
        {"text\n\n", 3},
        {"text\n" + line, 3},
        {"text\n\n" + line.substr(0, line.size() - 1), 3},
        {"text\n\n" + line + "\n", 5},
        {"text\n\n" + line + "garbage\n", 4},
        {"text\r\n\r\n" + line, 1},
        {"te\txt\n\n" + line, 1},
        {std::string("te\0xt\n\n", 7) + line, 1},
        {"a\nte\xffxt\n\n" + line, 2},
        {"\ufefftext\n\n" + line, 1},
        {"text\n\n- name AAAAAAA=\n", 3},
        {"text\n\n" + dash + "name\n", 3},
        {"text\n\n" + dash + "name AAAAAAA= \n", 3},
        {"text\n\n" + dash + " name AAAAAAA=\n", 3},
        {"text\n\n" + dash + "na+me AAAAAAA=\n", 3},
        {"text\n\n" + dash + "na\u00a0me AAAAAAA=\n", 3},
        {"text\n\n" + dash + " AAAAAAA=\n", 3},
        {"text\n\n" + dash + "name AAAAAA==\n", 3},  // the key id alone
        {"text\n\n" + dash + "name AAAAAAB=\n", 3},  // not canonical
        {"text\n\n" + dash + "name AAAAAAA\n", 3},
    };
    for (const auto& [bytes, number] : none) {
        CAPTURE(bytes);
        const auto note = parse_note(bytes, "note.txt");
        REQUIRE_FALSE(note);
        CHECK(note.error().line == number);
        CHECK(note.error().file == "note.txt");
    }
    CHECK(parse_note("text\n\n" + dash + "name AAAAAAA=\n", "note"));
}
