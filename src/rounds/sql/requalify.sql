DELETE FROM fairdraw.disqualifications WHERE round_no = $1 AND user_id = $2
