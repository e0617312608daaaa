// What neither a note nor a file with a key may hold, whatever it is about: what editors and mail programs
// add. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "fairdraw/unreadable.hpp"

namespace fairdraw {

/// The first line that is not UTF-8 without a byte order mark, or holds a control character, or has no LF.
std::optional<Unreadable> stray_bytes(std::string_view bytes, std::string_view file);

}  // namespace fairdraw
