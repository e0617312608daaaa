-- $1 round number, $2 user ids: what stands recorded for each, in their order, and how far the round is.
SELECT b.user_id, fairdraw.unix_ms(v.reserved_at), v.user_id IS NOT NULL, r.state
FROM unnest($2::text[]) WITH ORDINALITY AS b (user_id, position)
JOIN fairdraw.rounds r ON r.round_no = $1
LEFT JOIN fairdraw.reservations v ON v.round_no = $1 AND v.user_id = b.user_id
ORDER BY b.position
