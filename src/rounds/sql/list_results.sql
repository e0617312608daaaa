-- $1 round number, $2 how many at most: what find_result tells of a user, of all who reserved, entered or won (who won is known also when the
-- round's partitions have been dropped).
SELECT user_id, fairdraw.unix_ms(v.reserved_at) AS reserved_at, fairdraw.unix_ms(e.received_at) AS received_at,
       encode(e.tag, 'hex') AS tag, d.user_id IS NOT NULL AS disqualified, w.rank, c.code, fairdraw.unix_ms(c.issued_at) AS issued_at
FROM (SELECT user_id, reserved_at FROM fairdraw.reservations WHERE round_no = $1) v
FULL JOIN (SELECT user_id, received_at, tag FROM fairdraw.entries WHERE round_no = $1) e USING (user_id)
FULL JOIN (SELECT user_id, rank FROM fairdraw.winners WHERE round_no = $1) w USING (user_id)
LEFT JOIN (SELECT user_id FROM fairdraw.disqualifications WHERE round_no = $1) d USING (user_id)
LEFT JOIN (SELECT user_id, code, issued_at FROM fairdraw.coupons WHERE round_no = $1) c USING (user_id)
LIMIT $2
