-- $1 id
SELECT webhook_id, url, encode(secret, 'base64'), fairdraw.unix_ms(created_at)
FROM fairdraw.webhooks WHERE webhook_id = $1
