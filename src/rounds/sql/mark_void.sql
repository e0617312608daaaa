-- $1 round number, $2 voided, $3 reason
UPDATE fairdraw.rounds
SET state = 'void', voided_at = fairdraw.from_unix_ms($2), void_reason = $3, alarm = NULL, waits_for = NULL
WHERE round_no = $1
