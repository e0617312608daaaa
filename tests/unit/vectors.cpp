#include "unit/vectors.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fairdraw::testing {

nlohmann::json read_json(const std::filesystem::path& path) {
    return nlohmann::json::parse(read_whole(path));
}

const nlohmann::json& units() {
    static const nlohmann::json all = read_json(vectors / "units.json");
    return all;
}

Hash hash_in(const nlohmann::json& hex) {
    return hash_from_hex(hex.get<std::string>()).value();
}

Tag tag_in(const nlohmann::json& hex) {
    return tag_from_hex(hex.get<std::string>()).value();
}

std::string bytes_in(const nlohmann::json& hex) {
    const auto digits = hex.get<std::string>();
    std::string bytes(digits.size() / 2, '\0');
    if (!read_hex(digits, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()})) {
        throw std::runtime_error("not hexadecimal: " + digits);
    }
    return bytes;
}

}  // namespace fairdraw::testing
