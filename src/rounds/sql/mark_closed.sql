-- $1 round number, $2 closed, $3 reservations, $4 entries, $5 disqualified
UPDATE fairdraw.rounds
SET state = 'closed', closed_at = fairdraw.from_unix_ms($2), reservations = $3, entries = $4, disqualified = $5
WHERE round_no = $1
