// Signed notes: what parses is written again as the same bytes, and no signature of anybody verifies under a
// key that did not make it.
#include "fairdraw/note.hpp"

#include <string>

#include "fuzz_target.hpp"

namespace {

using namespace fairdraw;

const SigningKey& key() {
    static const SigningKey key = SigningKey::from_seed("fuzz.example", SigningKey::Seed{1, 2, 3});
    return key;
}

std::string written_again(const Note& note) {
    std::string bytes = note.text + "\n";
    for (const SignatureLine& line : note.signatures) {
        std::string signature(line.key_id.begin(), line.key_id.end());
        signature += line.signature;
        bytes += "\u2014 " + line.name + " " + to_base64(bytes_of(signature)) + "\n";
    }
    return bytes;
}

void require_ours_verifies(const Note& note) {
    Note signed_again = *parse_note(key().sign(note.text), "signed");
    fuzz::require(signed_again.text == note.text, "a text is the same when it was signed");
    fuzz::require(count_signatures(signed_again, key().verifier_key()).good(), "what was signed verifies");
    signed_again.text.front() ^= 1;
    fuzz::require(count_signatures(signed_again, key().verifier_key()).valid == 0,
                  "no other text verifies under that signature");
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    const auto note = parse_note(input, "note");
    if (!note) return fuzz::require(!note.error().message().empty(), "what is wrong is said");
    fuzz::require(written_again(*note) == input, "a note is written in one way only");
    fuzz::require(note->text.ends_with('\n') && !note->signatures.empty(),
                  "a note has a text and a signature");
    const SignatureCount count = count_signatures(*note, key().verifier_key());
    fuzz::require(count.valid == 0 && count.by_key <= note->signatures.size(), "nobody forges a signature");
    require_ours_verifies(*note);
}
