// What an entrant was promised (draw-protocol.md, section 6).
//
// Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "fairdraw/draw.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/texts.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw {

/// The text entries share that became durable in one commit.
struct ReceiptsText {
    std::string origin;
    RoundId round;
    UnixMs committed;
    std::uint64_t size = 0;  ///< entries in the batch
    Hash root{};
};

std::string format(const ReceiptsText& receipts);
tl::expected<ReceiptsText, Unreadable> parse_receipts(std::string_view text, std::string_view file);

/// An entry's leaf data in its batch's tree: tag || BE64(received) || salt.
std::array<std::uint8_t, 40> receipt_leaf(const Tag& tag, UnixMs received_at, const Salt& salt);

struct Receipt {
    std::string origin;
    RoundId round;
    Tag tag{};
    UnixMs received_at;
    Salt salt{};
    std::uint64_t index = 0;
    std::vector<Hash> path;  ///< leaf to root
    Note note;
    ReceiptsText receipts;  ///< what the note says
};

/// A receipt's JSON fields as they stand there.
struct ReceiptFields {
    std::string origin;
    std::string round;
    std::string tag;
    std::string received_at;
    std::string salt;
    std::uint64_t index = 0;
    std::vector<std::string> path;
    std::string note;
};

/// Errors name the field, and in the note its line.
tl::expected<Receipt, Unreadable> parse_receipt(const ReceiptFields& fields, std::string_view file);

}  // namespace fairdraw
