-- $1 webhook, $2 event: delivered, or given up.
DELETE FROM fairdraw.webhook_retries WHERE webhook_no = $1 AND event_id = $2
