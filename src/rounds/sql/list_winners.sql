-- $1 round number, $2 how many at most
SELECT user_id, rank, encode(tag, 'hex') FROM fairdraw.winners WHERE round_no = $1 LIMIT $2
