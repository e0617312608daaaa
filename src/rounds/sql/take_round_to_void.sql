-- $1 round id: waits for a step that is under way, so that what is void was not drawn. What the round has published is read
-- afterwards (read_round_to_void): a join here would show it as it was before the wait. Without KEY: who disqualifies
-- holds the fence, for which this waits next, and has yet to see that the round's key stays.
SELECT round_no, state, operator_vkey, kind
FROM fairdraw.rounds
WHERE round_id = $1
FOR NO KEY UPDATE
