-- $1 index of a leaf, $2 a deadline or null: of the checkpoints that hold the leaf the one that a witness cosigned first, before the
-- deadline, with all its cosignatures. Not the smallest: a witness that came later may have cosigned a small one late.
SELECT c.size, c.note, string_agg(s.line, '' ORDER BY s.cosigned_at, s.witness)
FROM fairdraw.log_checkpoints c
JOIN fairdraw.log_cosignatures s USING (size)
WHERE c.size > $1
GROUP BY c.size
HAVING $2::bigint IS NULL OR min(s.cosigned_at) < fairdraw.from_unix_ms($2)
ORDER BY min(s.cosigned_at), c.size
LIMIT 1
