#include "http/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace fairdraw::http {
namespace {

constexpr std::array<std::uint8_t, 12> before_ipv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr unsigned ipv4_bits = 32;
constexpr unsigned ipv6_bits = 128;

std::uint64_t big_endian(const std::uint8_t* first, std::size_t count) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number << 8U | first[i];
    return number;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != text.npos) return std::nullopt;
    std::ranges::copy(text, terminated.begin());
    IpAddress address;
    if (::inet_pton(AF_INET6, terminated.data(), address.bytes.data()) == 1) return address;
    if (::inet_pton(AF_INET, terminated.data(), address.bytes.data() + before_ipv4.size()) != 1)
        return std::nullopt;
    std::ranges::copy(before_ipv4, address.bytes.begin());
    return address;
}

bool IpAddress::is_ipv4() const {
    return std::equal(before_ipv4.begin(), before_ipv4.end(), bytes.begin());
}

std::uint64_t IpAddress::subscriber() const {
    // ff00::/8 are groups, so nothing is sent from ffff:ffff::/32.
    constexpr std::uint64_t nobodys = 0xFFFF'FFFF'0000'0000U;
    return is_ipv4() ? nobodys | big_endian(bytes.data() + before_ipv4.size(), 4)
                     : big_endian(bytes.data(), 8);
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto first = IpAddress::parse(text.substr(0, slash));
    if (!first) return std::nullopt;
    if (slash == text.npos) return AddressRange{*first, ipv6_bits};
    const auto digits = text.substr(slash + 1);
    const auto* end = digits.data() + digits.size();
    unsigned bits = 0;
    const auto [rest, error] = std::from_chars(digits.data(), end, bits);
    const unsigned most = first->is_ipv4() ? ipv4_bits : ipv6_bits;
    if (error != std::errc{} || rest != end || bits > most) return std::nullopt;
    return AddressRange{*first, bits + ipv6_bits - most};
}

bool AddressRange::contains(const IpAddress& address) const {
    const std::size_t whole = bits_ / 8;
    if (!std::equal(first_.bytes.begin(), first_.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                    address.bytes.begin()))
        return false;
    const unsigned rest = bits_ % 8;
    return rest == 0 || (first_.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0;
}

}  // namespace fairdraw::http
