#include "fuzz_target.hpp"

#include <cstdlib>
#include <iostream>

namespace fairdraw::fuzz {

void require(bool held, std::string_view property) {
    if (held) return;
    std::cerr << "Does not hold: " << property << std::endl;
    std::abort();
}

std::string_view take(std::string_view& input, std::size_t size) {
    const std::string_view taken = input.substr(0, size);
    input.remove_prefix(taken.size());
    return taken;
}

std::uint64_t take_number(std::string_view& input, std::size_t bytes) {
    std::uint64_t number = 0;
    for (const char byte : take(input, bytes)) number = (number << 8) | static_cast<unsigned char>(byte);
    return number;
}

}  // namespace fairdraw::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fairdraw::fuzz::try_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
