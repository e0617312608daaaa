-- $1 round number, $2 why its life has stopped
UPDATE fairdraw.rounds SET alarm = $2 WHERE round_no = $1 AND state IN ('announced', 'closing', 'closed')
