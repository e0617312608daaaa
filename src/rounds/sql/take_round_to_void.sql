-- $1 round id: waits for a step that is under way, so that what is void was not drawn. What the round has published is read
-- afterwards (read_round_to_void): a join here would show it as it was before the wait.
SELECT round_no, state, operator_vkey
FROM fairdraw.rounds
WHERE round_id = $1
FOR UPDATE
