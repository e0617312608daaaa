-- $1 size, $2 signed note. Another instance may have kept the same one.
INSERT INTO fairdraw.log_checkpoints (size, note) VALUES ($1, $2) ON CONFLICT DO NOTHING
