-- $1 round number, $2 signature, $3 randomness, of a round that still waits. The first beacon stays.
INSERT INTO fairdraw.round_beacons (round_no, signature, randomness)
SELECT r.round_no, $2::bytea, $3::bytea FROM fairdraw.rounds r WHERE r.round_no = $1 AND r.state = 'closed'
ON CONFLICT DO NOTHING
