-- $1 id, $2 audience, $3 user or null, $4 round number or null, $5 title, $6 body, $7 until when; no row where the id is taken.
INSERT INTO fairdraw.notices (notice_id, kind, audience, user_id, round_no, title, body, goes_at)
VALUES ($1, 'message', $2, $3, $4, $5, $6, fairdraw.from_unix_ms($7))
ON CONFLICT (notice_id) DO NOTHING
RETURNING notice_no
