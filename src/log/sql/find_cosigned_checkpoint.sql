-- $1 index of a leaf: the first checkpoint that holds it and is cosigned by a witness, with all its cosignatures.
SELECT c.size, c.note || string_agg(s.line, '' ORDER BY s.cosigned_at, s.witness)
FROM fairdraw.log_checkpoints c
JOIN fairdraw.log_cosignatures s USING (size)
WHERE c.size > $1
GROUP BY c.size
ORDER BY c.size
LIMIT 1
