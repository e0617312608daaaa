// A round's evidence as its files' strings, for whoever audits it by the protocol's words alone
// (plain_audit.cpp).
#pragma once

#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "plain_audit.hpp"
#include "unit/naive_draw.hpp"

namespace fairdraw::fuzz {

using naive::Bytes;
using Lines = std::vector<std::string>;

inline std::string hex(const Bytes& bytes) {
    return to_hex(bytes_of(bytes));
}

inline Bytes unhex(const std::string& digits) {
    Bytes bytes(digits.size() / 2, '\0');
    read_hex(digits, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes;
}

/// What stands between `separator`s, of which the last one ends the text.
inline Lines split(const std::string& text, char separator) {
    Lines parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

/// One of the texts, or nothing where there is no such file; only what is there is asked for its fields.
struct Text {
    std::string bytes;

    std::string hash() const { return hex(naive::sha256(bytes.substr(0, bytes.find("\n\n") + 1))); }
    std::string field(const std::string& key) const {
        const std::size_t at = bytes.find("\n" + key + " ") + key.size() + 2;
        return bytes.substr(at, bytes.find('\n', at) - at);
    }
    std::string word(const std::string& key, std::size_t number) const {
        return split(field(key), ' ').at(number);
    }
    std::uint64_t count(const std::string& key) const { return std::stoull(word(key, 0)); }
};

struct Round {
    std::string key_name;
    Text announcement, close, draw, voided;
    Lines entries, disqualified, winners;
    std::string disqualified_bytes;
};

inline Round round_of(const Files& files) {
    const auto file = [&](const std::string& name) { return files.contains(name) ? files.at(name) : ""; };
    const std::string key = file("operator.vkey");
    return {.key_name = key.substr(0, key.find('+')),
            .announcement = {file("announcement.txt")},
            .close = {file("close.txt")},
            .draw = {file("draw.txt")},
            .voided = {file("void.txt")},
            .entries = split(file("entries.txt"), '\n'),
            .disqualified = split(file("disqualified.txt"), '\n'),
            .winners = split(file("winners.txt"), '\n'),
            .disqualified_bytes = file("disqualified.txt")};
}

}  // namespace fairdraw::fuzz
