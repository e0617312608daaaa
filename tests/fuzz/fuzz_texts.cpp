// The signed texts: what parses is what `format` writes, byte for byte, and is of one kind only.
#include "fairdraw/texts.hpp"

#include <string>

#include "fairdraw/receipt.hpp"
#include "fuzz_target.hpp"

namespace {

using namespace fairdraw;

template <class Text>
int parses(const tl::expected<Text, Unreadable>& text, std::string_view input) {
    if (!text) {
        fuzz::require(text.error().line > 0, "what is wrong has a line");
        return 0;
    }
    fuzz::require(format(*text) == input, "a text is written in one way only");
    return 1;
}

/// The seeds are whole notes: their signatures are cut off.
}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    const std::string_view text = input.substr(0, std::min(input.find("\n\n"), input.size() - 1) + 1);
    const int kinds = parses(parse_announcement(text), text) + parses(parse_close(text), text) +
                      parses(parse_draw(text), text) + parses(parse_void(text), text) +
                      parses(parse_receipts(text, "receipts"), text);
    fuzz::require(kinds <= 1, "a text is of one kind");
}
