#include "unsigned.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <pqxx/pqxx>

#include "http/server.hpp"
#include "postgres/transaction.hpp"
#include "rounds/routes.hpp"

namespace bench {

namespace {

using namespace fairdraw;

// The function that records entries, without the batch that receipts come from.
constexpr const char* make_function = R"(
CREATE SCHEMA IF NOT EXISTS peer;
CREATE OR REPLACE FUNCTION peer.record_entries(of_round integer, users text[], tags bytea[], arrivals_ms bigint[]) RETURNS SETOF text
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_round record;
    recorded bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(fairdraw.fence(), of_round);
    SELECT fairdraw.unix_ms(r.enter_from) AS from_ms, fairdraw.unix_ms(r.enter_to) AS to_ms INTO open_round
    FROM fairdraw.rounds r
    WHERE r.round_no = of_round AND r.state = 'announced';
    EXECUTE format(
        $sql$
            INSERT INTO fairdraw.%I (round_no, user_id, tag, received_at)
            SELECT $1, b.user_id, b.tag, timestamptz 'epoch' + b.arrived_ms * interval '1 millisecond'
            FROM unnest($2, $3, $4) AS b (user_id, tag, arrived_ms)
            WHERE b.arrived_ms >= $5 AND b.arrived_ms < $6
                AND (SELECT true FROM fairdraw.%I v WHERE v.user_id = b.user_id AND v.round_no = $1)
            ON CONFLICT DO NOTHING
        $sql$, 'entries_' || of_round, 'reservations_' || of_round)
        USING of_round, users, tags, arrivals_ms, open_round.from_ms, open_round.to_ms;
    GET DIAGNOSTICS recorded = ROW_COUNT;
    IF recorded < cardinality(users) THEN
        -- Only where somebody asks again, which no measured run does: everybody of the batch is looked up.
        RETURN QUERY SELECT unnest(users);
    END IF;
END
$$)";

constexpr postgres::Statement record_entries{
    "record_unsigned", "SELECT peer.record_entries($1, $2::text[], $3::bytea[], $4::bigint[])"};

std::vector<bool> insert(postgres::Connection& connection, std::span<rounds::RecordRequest* const> requests,
                         const std::vector<std::string>& users, UnixMs) {
    std::vector<std::string> tags;
    tags.reserve(requests.size());
    for (const auto* request : requests) tags.push_back("\\x" + to_hex(request->tag));
    const auto left_out = postgres::run_alone(
        connection, {"record_unsigned"}, record_entries,
        {sql_value(requests[0]->round->number), users, tags, rounds::arrivals_of(requests)});
    auto recorded = rounds::named_in(left_out, users);
    recorded.flip();
    return recorded;
}

const rounds::Recordable unsigned_entries{
    .plural = "entries",
    .window = [](const rounds::Round& round) { return std::optional{round.enter}; },
    .insert = insert,
    .find = rounds::entries.find,
    .why_not = rounds::entries.why_not,
};

void make_schema(const std::string& database_url) {
    postgres::Connection connection{{.url = database_url}};
    pqxx::work work{connection.raw()};
    work.exec(make_function);
    work.commit();
}

}  // namespace

void serve_unsigned(const std::string& listen, const std::string& database_url,
                    const std::string& jwt_secret_file) {
    make_schema(database_url);
    const postgres::ConnectionSettings settings{.url = database_url};
    const rounds::SigningKeys keys{{SigningKey::from_seed("bench.example", {})}};
    const auto metrics = std::make_shared<http::Metrics>();
    postgres::Pool pool{settings, 2};
    postgres::Clock clock;
    clock.sample(*pool.borrow());
    rounds::RoundDirectory directory{pool, keys};
    rounds::Recorder reservations{rounds::reservations, settings, clock, *metrics};
    rounds::Recorder entries{unsigned_entries, settings, clock, *metrics};
    rounds::FirstCome first_come{settings, pool, clock, *metrics};
    http::Router router;
    rounds::add_recording_routes(router, directory, clock, reservations, entries, first_come);
    http::Server server{
        {.listen = listen},
        std::move(router),
        std::make_shared<const http::TokenVerifier>(http::TokenVerifier::from_secret_file(jwt_secret_file)),
        metrics};
    const auto port = server.bind();
    fmt::print("event=listening address=http://{}:{}\n", listen.substr(0, listen.rfind(':')), port);
    std::fflush(stdout);
    server.run();
}

}  // namespace bench
