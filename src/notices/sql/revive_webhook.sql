-- $1 id: one that has ended goes on from its place; no row where it lives.
UPDATE fairdraw.webhooks
SET ended_at = NULL, end_reason = NULL, failures = 0, last_trouble = NULL, next_try_at = clock_timestamp()
WHERE webhook_id = $1 AND ended_at IS NOT NULL
RETURNING webhook_no
