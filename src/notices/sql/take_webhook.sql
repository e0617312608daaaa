-- $1 for how many seconds: a webhook that has something to deliver.
SELECT webhook_no, webhook_id, url, encode(secret, 'hex'), place::text, failures, held_until::text FROM fairdraw.take_webhook($1)
