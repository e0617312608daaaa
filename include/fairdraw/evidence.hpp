// The files a round's evidence consists of (draw-protocol.md, section 4), and where an audit reads them from.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fairdraw/bytes.hpp"

namespace fairdraw {

namespace evidence_file {
inline constexpr std::string_view operator_vkey = "operator.vkey";
inline constexpr std::string_view announcement = "announcement.txt";
inline constexpr std::string_view close = "close.txt";
inline constexpr std::string_view entries = "entries.txt";
inline constexpr std::string_view disqualified = "disqualified.txt";
inline constexpr std::string_view draw = "draw.txt";
inline constexpr std::string_view winners = "winners.txt";
inline constexpr std::string_view voided = "void.txt";
inline constexpr std::string_view announcement_proof = "announcement.proof";
inline constexpr std::string_view close_proof = "close.proof";
}  // namespace evidence_file

/// A file that may be there, or not, but cannot be got at: a denied permission, a dead connection, a status
/// 500.
class EvidenceUnavailable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A folder, a base address, or memory.
class EvidenceSource {
  public:
    /// Takes the next piece of a file; answers whether it wants more.
    using Sink = std::function<bool(std::string_view piece)>;

    virtual ~EvidenceSource() = default;

    /// Gives the file's bytes to `sink` in order, in pieces of any size, until the end or until the sink has
    /// enough. False when there is no such file. Throws EvidenceUnavailable for any other trouble.
    virtual bool read(std::string_view file, const Sink& sink) = 0;
};

}  // namespace fairdraw
