-- Takes the round whose close is due. Waits for entries that are being recorded; whoever else waits finds it fenced.
SELECT round_no, round_id
FROM fairdraw.rounds
WHERE state = 'announced' AND alarm IS NULL AND close_due_at <= clock_timestamp()
ORDER BY close_due_at
LIMIT 1
FOR UPDATE
