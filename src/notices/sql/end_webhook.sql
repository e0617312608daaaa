-- $1 webhook, $2 until when it was held, $3 why it ends; its place and retries stay, should it be asked for again. No row where another
-- instance has taken it since, or it is gone.
UPDATE fairdraw.webhooks SET ended_at = clock_timestamp(), end_reason = $3
WHERE webhook_no = $1 AND next_try_at = $2::timestamptz AND ended_at IS NULL
RETURNING webhook_no
