-- $1 webhook, $2 event, $3 next try in ms
UPDATE fairdraw.webhook_retries
SET failures = failures + 1, next_try_at = clock_timestamp() + $3::bigint * interval '1 millisecond'
WHERE webhook_no = $1 AND event_id = $2
