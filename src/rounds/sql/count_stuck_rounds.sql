-- $1 the verifier keys this instance can sign for: rounds that wait for an operator, due ones that wait for another key, and ones
-- that wait for nobody and should be drawn by now.
SELECT count(*) FILTER (WHERE alarm IS NOT NULL),
       count(*) FILTER (WHERE alarm IS NULL AND state IN ('closing', 'closed') AND operator_vkey <> ALL ($1::text[])),
       count(*) FILTER (WHERE alarm IS NULL AND operator_vkey = ANY ($1::text[])
                          AND fairdraw.draw_due(close_due_at, beacon_due_at) < clock_timestamp() - interval '1 minute')
FROM fairdraw.rounds
WHERE kind = 'draw' AND state IN ('announced', 'closing', 'closed')
