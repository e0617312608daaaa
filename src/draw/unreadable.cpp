#include "fairdraw/unreadable.hpp"

#include <fmt/format.h>

namespace fairdraw {

std::string Unreadable::message() const {
    if (line == 0) return fmt::format("{}: {}", file, reason);
    return fmt::format("{}, line {}: {}", file, line, reason);
}

}  // namespace fairdraw
