#include "http/public_address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace fairdraw::http {

namespace {

using Bytes = std::span<const std::uint8_t>;

template <std::size_t Size>
struct Block {
    std::array<std::uint8_t, Size> begin;
    std::size_t bits;
};

using Block4 = Block<4>;
using Block6 = Block<16>;

constexpr std::array special4{
    Block4{{0}, 8},              // this network
    Block4{{10}, 8},             // private
    Block4{{100, 64}, 10},       // shared by a carrier's customers
    Block4{{127}, 8},            // loopback
    Block4{{169, 254}, 16},      // link-local, and clouds' metadata
    Block4{{172, 16}, 12},       // private
    Block4{{192, 0, 0}, 24},     // protocol assignments
    Block4{{192, 0, 2}, 24},     // documentation
    Block4{{192, 88, 99}, 24},   // 6to4 relays
    Block4{{192, 168}, 16},      // private
    Block4{{198, 18}, 15},       // benchmarks
    Block4{{198, 51, 100}, 24},  // documentation
    Block4{{203, 0, 113}, 24},   // documentation
    Block4{{224}, 4},            // multicast
    Block4{{240}, 4},            // reserved, and broadcast
};

constexpr Block6 global_unicast{{0x20}, 3};
constexpr Block6 mapped4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Block6 nat64{{0, 0x64, 0xff, 0x9b}, 96};
constexpr std::array special6{
    Block6{{0x20, 0x01}, 23},              // protocol assignments, Teredo
    Block6{{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    Block6{{0x20, 0x02}, 16},              // 6to4
    Block6{{0x3f, 0xff}, 20},              // documentation
};

template <std::size_t Size>
bool holds(const Block<Size>& block, Bytes address) {
    const auto whole = block.bits / 8;
    if (!std::equal(block.begin.begin(), block.begin.begin() + whole, address.begin())) return false;
    const auto rest = block.bits % 8;
    return rest == 0 || (block.begin[whole] ^ address[whole]) >> (8 - rest) == 0;
}

bool is_public4(Bytes address) {
    return std::ranges::none_of(special4, [&](const Block4& block) { return holds(block, address); });
}

bool is_public6(Bytes address) {
    if (holds(mapped4, address) || holds(nat64, address)) return is_public4(address.last(4));
    return holds(global_unicast, address) &&
           std::ranges::none_of(special6, [&](const Block6& block) { return holds(block, address); });
}

}  // namespace

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in ip{};
        std::memcpy(&ip, &address, sizeof ip);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &ip.sin_addr, bytes.size());
        return is_public4(bytes);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 ip{};
        std::memcpy(&ip, &address, sizeof ip);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &ip.sin6_addr, bytes.size());
        return is_public6(bytes);
    }
    return false;
}

}  // namespace fairdraw::http
