-- $1 a witness's verifier key, $2 the size it has seen: how many checkpoints it can still cosign.
SELECT count(*)
FROM fairdraw.log_checkpoints c
WHERE c.size >= $2 AND NOT EXISTS (SELECT FROM fairdraw.log_cosignatures s WHERE s.size = c.size AND s.witness = $1)
