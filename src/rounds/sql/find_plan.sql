-- $1 round id: what was announced, to compare with what is asked for.
SELECT fairdraw.unix_ms(reserve_from), fairdraw.unix_ms(reserve_to), fairdraw.unix_ms(enter_from), fairdraw.unix_ms(enter_to), quota,
       beacon
FROM fairdraw.rounds
WHERE round_id = $1
