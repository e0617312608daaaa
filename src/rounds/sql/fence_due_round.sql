-- Takes a round whose close is due and for which nothing is being recorded at this moment. One that is held is skipped and
-- tried again at the next look, so that nobody's hanging transaction keeps other rounds from their steps.
SELECT round_no, round_id
FROM fairdraw.rounds
WHERE kind = 'draw' AND state = 'announced' AND alarm IS NULL AND round_no = (
    SELECT due.round_no
    FROM (SELECT round_no FROM fairdraw.rounds
          WHERE kind = 'draw' AND state = 'announced' AND alarm IS NULL AND close_due_at <= clock_timestamp()
          ORDER BY close_due_at) AS due
    WHERE pg_try_advisory_xact_lock(fairdraw.fence(), due.round_no)
    LIMIT 1)
FOR UPDATE SKIP LOCKED
