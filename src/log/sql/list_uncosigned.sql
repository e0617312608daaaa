-- $1 a witness's verifier key, $2 the size it has seen, $3 how many at most: what it can still cosign, in order.
SELECT c.size, c.note
FROM fairdraw.log_checkpoints c
WHERE c.size >= $2 AND NOT EXISTS (SELECT FROM fairdraw.log_cosignatures s WHERE s.size = c.size AND s.witness = $1)
ORDER BY c.size
LIMIT $3
