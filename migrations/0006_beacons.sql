-- Rounds that wait for a public random beacon: one that was due after the close, so that nobody could know the seed before.

CREATE FUNCTION fairdraw.draw_due(close_due_at timestamptz, beacon_due_at timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN greatest(close_due_at, beacon_due_at + interval '2 seconds');
COMMENT ON FUNCTION fairdraw.draw_due IS
    'when a round should be drawn: once it may be closed and, where it waits for a beacon, relays have had the time they usually need';

ALTER TABLE fairdraw.rounds
    ADD COLUMN beacon_due_at timestamptz,
    ADD COLUMN waits_for text,
    ADD CONSTRAINT rounds_beacon_has_its_time CHECK ((beacon = 'none') = (beacon_due_at IS NULL)),
    ADD CONSTRAINT rounds_beacon_due_after_the_close_may_begin CHECK (beacon_due_at > close_due_at),
    ADD CONSTRAINT rounds_closed_before_the_beacon CHECK (closed_at < beacon_due_at),
    ADD CONSTRAINT rounds_drawn_after_the_beacon CHECK (drawn_at >= beacon_due_at),
    ADD CONSTRAINT rounds_wait_when_closed CHECK (waits_for IS NULL OR state = 'closed');
COMMENT ON COLUMN fairdraw.rounds.beacon_due_at IS 'when drand gives the beacon that was announced; null where none was';
COMMENT ON COLUMN fairdraw.rounds.waits_for IS 'why a closed round is not drawn although its beacon was due; anybody may read it';

CREATE INDEX rounds_await_a_beacon ON fairdraw.rounds (beacon_due_at)
    WHERE state = 'closed' AND alarm IS NULL AND beacon_due_at IS NOT NULL;
COMMENT ON INDEX fairdraw.rounds_await_a_beacon IS 'which closed round''s beacon is due next?';

CREATE TABLE fairdraw.round_beacons (
    round_no integer NOT NULL REFERENCES fairdraw.rounds,
    signature bytea NOT NULL,
    randomness bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT round_beacons_one_per_round PRIMARY KEY (round_no),
    CONSTRAINT round_beacons_signature_is_48_bytes CHECK (octet_length(signature) = 48),
    CONSTRAINT round_beacons_randomness_is_its_hash CHECK (randomness = sha256(signature))
);
COMMENT ON TABLE fairdraw.round_beacons IS 'what did the beacon that was announced turn out to be? Never changed: the first that was taken is the one';
COMMENT ON INDEX fairdraw.round_beacons_one_per_round IS 'a round''s beacon: one, whatever crashes';

REVOKE ALL ON FUNCTION fairdraw.draw_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.draw_due TO fairdraw_serving, fairdraw_keeper;
GRANT SELECT ON fairdraw.round_beacons TO fairdraw_serving, fairdraw_keeper;
GRANT INSERT ON fairdraw.round_beacons TO fairdraw_keeper;
GRANT UPDATE (waits_for) ON fairdraw.rounds TO fairdraw_keeper;
