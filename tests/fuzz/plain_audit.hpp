// The audit once more, straight from the table of draw-protocol.md, section 5, on evidence that can be read:
// texts are strings, times compare as text, lists are sorted whole. Slow and simple; shares with the library
// hexadecimal, the reading of a time, and OpenSSL.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace fairdraw::fuzz {

using Files = std::map<std::string, std::string>;

/// What each check must come out as, but for the signatures', `published` and those that this auditor leaves
/// open.
std::map<std::string, bool> plain_audit(const Files& files);

}  // namespace fairdraw::fuzz
