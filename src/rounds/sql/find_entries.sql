-- $1 round number, $2 user ids: what stands recorded for each, in their order, whether they reserved, how far the round is, and the batch
-- that the receipt comes from.
SELECT b.user_id, fairdraw.unix_ms(e.received_at),
       EXISTS (SELECT FROM fairdraw.reservations v WHERE v.round_no = $1 AND v.user_id = b.user_id), r.state, e.batch_no
FROM unnest($2::text[]) WITH ORDINALITY AS b (user_id, position)
JOIN fairdraw.rounds r ON r.round_no = $1
LEFT JOIN fairdraw.entries e ON e.round_no = $1 AND e.user_id = b.user_id
ORDER BY b.position
