-- $1 round number. Not asked together with the round's row: only a number known beforehand lets one partition be read.
SELECT count(*) FROM fairdraw.reservations WHERE round_no = $1
