-- $1 webhook, $2 until when it was held, $3 its place, $4 failures in a row, $5 what is wrong or null, $6 next try in ms; no row where
-- another instance has taken it since, or it is gone.
UPDATE fairdraw.webhooks
SET place = $3::fairdraw.event_place, failures = $4, last_trouble = $5,
    next_try_at = clock_timestamp() + $6::bigint * interval '1 millisecond'
WHERE webhook_no = $1 AND next_try_at = $2::timestamptz AND ended_at IS NULL
RETURNING webhook_no
