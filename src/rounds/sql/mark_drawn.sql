-- $1 round number, $2 drawn, $3 winners, $4 seed, $5 cutoff or null
UPDATE fairdraw.rounds
SET state = 'drawn', drawn_at = fairdraw.from_unix_ms($2), winners = $3, seed = $4::bytea, cutoff = $5::bytea, waits_for = NULL
WHERE round_no = $1
