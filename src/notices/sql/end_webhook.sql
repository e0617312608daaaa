-- $1 webhook, $2 until when it was held, $3 why it ends; no row where another instance has taken it since, or it is gone.
WITH ended AS (
    UPDATE fairdraw.webhooks SET ended_at = clock_timestamp(), end_reason = $3
    WHERE webhook_no = $1 AND next_try_at = $2::timestamptz AND ended_at IS NULL
    RETURNING webhook_no
), gone AS (
    DELETE FROM fairdraw.webhook_retries r USING ended WHERE r.webhook_no = ended.webhook_no
)
SELECT webhook_no FROM ended
