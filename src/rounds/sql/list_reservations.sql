-- $1 round number, $2 how many at most
SELECT user_id, fairdraw.unix_ms(reserved_at) FROM fairdraw.reservations WHERE round_no = $1 LIMIT $2
