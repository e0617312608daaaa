-- $1 webhook, $2 event, $3 body, $4 next try in ms
INSERT INTO fairdraw.webhook_retries (webhook_no, event_id, body, next_try_at)
VALUES ($1, $2, $3, clock_timestamp() + $4::bigint * interval '1 millisecond')
ON CONFLICT DO NOTHING
