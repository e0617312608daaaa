-- $1 round number, $2 how many at most
SELECT user_id, fairdraw.unix_ms(received_at), encode(tag, 'hex') FROM fairdraw.entries WHERE round_no = $1 LIMIT $2
