// Why a piece of evidence could not be read: what every parser here answers with instead of a value.
#pragma once

#include <cstdint>
#include <string>

namespace fairdraw {

struct Unreadable {
    std::string file;
    std::uint64_t line = 0;  ///< from 1; 0 when it is about the whole file
    std::string reason;

    /// `close.txt, line 5: no such date`
    std::string message() const;
};

}  // namespace fairdraw
