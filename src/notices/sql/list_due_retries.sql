-- $1 webhook, $2 at most how many
SELECT event_id, body, failures FROM fairdraw.webhook_retries
WHERE webhook_no = $1 AND next_try_at <= clock_timestamp()
ORDER BY next_try_at, event_id
LIMIT $2
