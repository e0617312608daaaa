-- $1 webhook, $2 at most how many; age: for how long it has failed, in ms.
SELECT event_id, body, failures, (extract(epoch FROM clock_timestamp() - failed_at) * 1000)::bigint AS age
FROM fairdraw.webhook_retries
WHERE webhook_no = $1 AND next_try_at <= clock_timestamp()
ORDER BY next_try_at, event_id
LIMIT $2
