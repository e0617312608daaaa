#include "fairdraw/evidence.hpp"

#include <fmt/format.h>

#include "fairdraw/identifiers.hpp"

namespace fairdraw {

std::string format_tag_line(const Tag& tag) {
    return to_hex(tag) + '\n';
}

std::string format_disqualified_line(const Tag& tag, std::string_view reason) {
    if (!valid_disqualification_reason(reason)) throw std::invalid_argument("a reason that is none");
    return fmt::format("{} {}\n", to_hex(tag), reason);
}

}  // namespace fairdraw
