-- All of them, there are few; without their secrets.
SELECT w.webhook_id, w.url, fairdraw.unix_ms(w.created_at), fairdraw.unix_ms(w.ended_at), w.end_reason, w.failures, w.last_trouble,
       (SELECT count(*) FROM fairdraw.webhook_retries r WHERE r.webhook_no = w.webhook_no)
FROM fairdraw.webhooks w
ORDER BY w.webhook_id
