// Ed25519 where implementations differ: on points of small order, and on what is written otherwise than it
// should be.
#include "draw/ed25519.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "draw/key_line.hpp"
#include "fairdraw/cosignature.hpp"
#include "vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

ed25519::PublicKey key_in(const nlohmann::json& hex) {
    return hash_in(hex);
}

std::string key_line(KeyAlgorithm algorithm, const ed25519::PublicKey& key) {
    return format_key_line("name.example", key_id_of("name.example", algorithm, key), algorithm, key);
}

}  // namespace

TEST_CASE("every signature of the vectors verifies, or does not, as they say") {
    const auto cases = read_json(vectors / "ed25519.json");
    CHECK(cases.size() > 50);
    for (const auto& it : cases) {
        CAPTURE(it.at("name"));
        CHECK(ed25519::verifies(key_in(it.at("public_key")), bytes_in(it.at("message")),
                                bytes_in(it.at("signature"))) == it.at("verifies").get<bool>());
    }
}

TEST_CASE("neither an operator's nor a witness's key may be of small order") {
    std::size_t refused = 0;
    for (const auto& it : read_json(vectors / "ed25519.json")) {
        CAPTURE(it.at("name"));
        const auto key = key_in(it.at("public_key"));
        const auto as_operator = VerifierKey::parse(key_line(KeyAlgorithm::ed25519, key));
        const auto as_witness = WitnessKey::parse(key_line(KeyAlgorithm::ed25519_cosignature, key));
        CHECK(as_operator.has_value() == (it.at("key") == "taken"));
        CHECK(as_witness.has_value() == (it.at("key") == "taken"));
        if (as_operator) continue;
        ++refused;
        CHECK(as_operator.error().find("of small order") != std::string::npos);
    }
    CHECK(refused > 14);
}
