// The draw once more, straight from the words of draw-protocol.md: slow, simple, and sharing nothing with the
// library but OpenSSL's SHA-256. What both say is either right or misread twice.
#pragma once

#include <openssl/sha.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fairdraw::naive {

/// Any bytes. Compares as the protocol compares: std::string orders its characters as unsigned.
using Bytes = std::string;

inline Bytes sha256(const Bytes& message) {
    Bytes hash(32, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(message.data()), message.size(),
           reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

/// RFC 6962, 2.1: "MTH({}) = SHA-256()", "MTH({d(0)}) = SHA-256(0x00 || d(0))", and for n > 1, with k the
/// largest power of two smaller than n, "MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n]))".
inline Bytes merkle_tree_hash(const std::vector<Bytes>& d) {
    if (d.empty()) return sha256("");
    if (d.size() == 1) return sha256(Bytes(1, '\x00') + d[0]);
    std::size_t k = 1;
    while (2 * k < d.size()) k *= 2;
    const auto middle = d.begin() + static_cast<std::ptrdiff_t>(k);
    return sha256(Bytes(1, '\x01') + merkle_tree_hash({d.begin(), middle}) +
                  merkle_tree_hash({middle, d.end()}));
}

inline Bytes be32(std::uint32_t n) {
    return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
            static_cast<char>(n)};
}

/// Section 3, step 4, for `odds A/B stochastic`. The number x is kept as its bytes are read, in long division
/// by B, so that no product here can overflow.
inline std::uint64_t stochastic_quota(std::uint64_t n, std::uint64_t a, std::uint64_t b, const Bytes& seed) {
    const std::uint64_t q = n * a / b;
    const std::uint64_t r = n * a % b;
    if (r == 0) return q;
    for (std::uint32_t i = 0;; ++i) {
        const Bytes output = sha256(seed + "quota" + be32(i));
        std::uint64_t x = 0;
        std::uint64_t remainder = 0;
        for (int byte = 0; byte < 8; ++byte) {
            const auto value = static_cast<unsigned char>(output[static_cast<std::size_t>(byte)]);
            x = x * 256 + value;
            remainder = (remainder * 256 + value) % b;
        }
        const std::uint64_t two_to_64_minus_b = UINT64_MAX - b + 1;
        if (x - remainder > two_to_64_minus_b) continue;
        return remainder < r ? q + 1 : q;
    }
}

inline std::uint64_t floor_quota(std::uint64_t n, std::uint64_t a, std::uint64_t b) {
    return n * a / b;
}
inline std::uint64_t count_quota(std::uint64_t n, std::uint64_t c) {
    return c < n ? c : n;
}

struct Result {
    std::vector<Bytes> winners;
    Bytes root;
    Bytes cutoff;  // empty for none
};

/// Section 3, steps 2 and 3: all tickets, all sorted by (ticket, tag), the first k taken.
inline Result draw(const std::vector<Bytes>& tags, std::uint64_t k, const Bytes& seed) {
    std::vector<std::pair<Bytes, Bytes>> ranked;
    for (const Bytes& tag : tags) ranked.emplace_back(sha256(seed + tag), tag);
    std::sort(ranked.begin(), ranked.end());
    Result result;
    for (std::uint64_t rank = 1; rank <= k; ++rank) result.winners.push_back(ranked.at(rank - 1).second);
    result.root = merkle_tree_hash(result.winners);
    if (k > 0) result.cutoff = ranked.at(k - 1).first;
    return result;
}

}  // namespace fairdraw::naive
