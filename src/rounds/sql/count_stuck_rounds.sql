-- $1 the verifier keys this instance can sign for: rounds that wait for an operator, and due ones that wait for another key.
SELECT count(*) FILTER (WHERE alarm IS NOT NULL),
       count(*) FILTER (WHERE alarm IS NULL AND state IN ('closing', 'closed') AND operator_vkey <> ALL ($1::text[]))
FROM fairdraw.rounds
WHERE state IN ('announced', 'closing', 'closed')
