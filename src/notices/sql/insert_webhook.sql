-- $1 id, $2 url, $3 secret, $4 how many there may be; no row where the id is taken or there are so many.
INSERT INTO fairdraw.webhooks (webhook_id, url, secret)
SELECT $1, $2, $3 WHERE (SELECT count(*) FROM fairdraw.webhooks) < $4::bigint
ON CONFLICT (webhook_id) DO NOTHING
RETURNING webhook_no
