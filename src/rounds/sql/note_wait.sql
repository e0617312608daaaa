-- $1 round number, $2 why it is not drawn yet, or null
UPDATE fairdraw.rounds SET waits_for = $2 WHERE round_no = $1 AND state = 'closed' AND waits_for IS DISTINCT FROM $2
