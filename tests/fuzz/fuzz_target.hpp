// What every fuzzer here has in common: an input is bytes, and a property that does not hold ends the
// program, so that libFuzzer keeps the input that led to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fairdraw::fuzz {

/// Each fuzzer defines this.
void try_input(std::string_view input);

/// `property` is in words, for whoever looks at what failed.
void require(bool held, std::string_view property);

/// Takes the first `size` bytes off an input, or what there is of them.
std::string_view take(std::string_view& input, std::size_t size);

/// Takes a number off an input, its most significant byte first; of nothing, 0.
std::uint64_t take_number(std::string_view& input, std::size_t bytes);

}  // namespace fairdraw::fuzz
