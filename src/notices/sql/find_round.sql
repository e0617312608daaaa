-- $1 round id
SELECT round_no FROM fairdraw.rounds WHERE round_id = $1
