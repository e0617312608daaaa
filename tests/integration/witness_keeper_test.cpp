// What an operator sees of witnesses that are behind.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fairdraw/bytes.hpp"
#include "http/metrics.hpp"
#include "integration/rounds_database.hpp"
#include "log/witness_keeper.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

// Nobody answers at its address.
Witness away(const std::string& name, std::uint8_t seed) {
    return {WitnessSigningKey::from_seed(name, {seed}).verifier_key(), "http://127.0.0.1:1"};
}

std::string series(const Witness& witness, int behind) {
    return fmt::format("fairdraw_witness_behind_checkpoints{{key=\"{}\",witness=\"{}\"}} {}\n",
                       to_hex(witness.key.id()), witness.key.name(), behind);
}

}  // namespace

TEST_CASE("how far a witness is behind is counted to the last checkpoint, each witness by its key") {
    RoundsDatabase database;
    database.query("SELECT fairdraw.append_to_log(i::text) FROM generate_series(1, 250) i");
    database.query(
        "INSERT INTO fairdraw.log_checkpoints (size, note) SELECT i, 'x' FROM generate_series(1, 249) i");
    // Of the same name, as a witness's key may change; it has cosigned the first 200.
    const auto one = away("witness.example", 1), other = away("witness.example", 2);
    database.query(
        fmt::format("INSERT INTO fairdraw.log_cosignatures (size, witness, line, cosigned_at) "
                    "SELECT i, '{}', '', now() FROM generate_series(1, 200) i",
                    other.key.format()));
    const postgres::ConnectionSettings settings{.url = database.url, .role = "fairdraw_keeper"};
    http::Metrics metrics;
    const log::WitnessKeeper keeper(settings, database.keys.all(), one, metrics);
    const log::WitnessKeeper other_keeper(settings, database.keys.all(), other, metrics);
    const auto are_behind = [&](int by_one, int by_other) {
        const auto text = metrics.text();
        return text.find(series(one, by_one)) != std::string::npos &&
               text.find(series(other, by_other)) != std::string::npos;
    };
    wait_until("both to be counted", [&] { return are_behind(250, 50); });
    // Also at the next look: to try the newest apart is no new count.
    database.query("SELECT fairdraw.append_to_log('251')");
    wait_until("both to be counted again", [&] { return are_behind(251, 51); });
}
