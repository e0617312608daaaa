-- $1 id; its retries go with it.
DELETE FROM fairdraw.webhooks WHERE webhook_id = $1 RETURNING webhook_id
