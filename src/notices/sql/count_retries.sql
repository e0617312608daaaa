-- $1 webhook
SELECT count(*) FROM fairdraw.webhook_retries WHERE webhook_no = $1
