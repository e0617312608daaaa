-- $1 round number, $2 user, $3 reason: the later reason replaces the earlier. Gives since when, and whether the user has reserved and entered.
INSERT INTO fairdraw.disqualifications (round_no, user_id, reason)
VALUES ($1, $2, $3)
ON CONFLICT (round_no, user_id) DO UPDATE SET reason = excluded.reason
RETURNING fairdraw.unix_ms(disqualified_at),
          EXISTS (SELECT FROM fairdraw.reservations v WHERE v.round_no = $1 AND v.user_id = $2),
          EXISTS (SELECT FROM fairdraw.entries e WHERE e.round_no = $1 AND e.user_id = $2)
