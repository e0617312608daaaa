-- $1 round number
SELECT user_id FROM fairdraw.disqualifications WHERE round_no = $1
