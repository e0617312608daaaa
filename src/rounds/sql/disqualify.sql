-- $1 round number, $2 user, $3 reason: the later reason replaces the earlier.
INSERT INTO fairdraw.disqualifications (round_no, user_id, reason)
VALUES ($1, $2, $3)
ON CONFLICT (round_no, user_id) DO UPDATE SET reason = excluded.reason
RETURNING fairdraw.unix_ms(disqualified_at)
