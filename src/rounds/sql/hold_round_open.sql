-- $1 round id: the round's number and state, and if it is still open, that it stays so until the transaction ends.
SELECT r.round_no, r.state, EXISTS (SELECT FROM fairdraw.hold_open(r.round_no))
FROM fairdraw.rounds r
WHERE r.round_id = $1
