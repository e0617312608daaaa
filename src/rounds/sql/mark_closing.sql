UPDATE fairdraw.rounds SET state = 'closing' WHERE round_no = $1
