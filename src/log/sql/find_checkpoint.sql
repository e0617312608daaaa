-- $1 size: the checkpoint of that size as it was given to witnesses, and what they cosigned of it.
SELECT c.note, coalesce((SELECT string_agg(s.line, '' ORDER BY s.cosigned_at, s.witness)
                         FROM fairdraw.log_cosignatures s WHERE s.size = c.size), '')
FROM fairdraw.log_checkpoints c
WHERE c.size = $1
