-- $1 round number. Asked behind the fence by a statement of its own, whose snapshot sees what was committed there.
SELECT state FROM fairdraw.rounds WHERE round_no = $1
