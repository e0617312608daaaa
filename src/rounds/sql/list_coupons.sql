-- $1 round number, $2 how many at most
SELECT user_id, code, fairdraw.unix_ms(issued_at) FROM fairdraw.coupons WHERE round_no = $1 LIMIT $2
