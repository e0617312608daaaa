-- $1 round number: the entries that do not take part, in the order they are published in.
SELECT encode(e.tag, 'hex'), d.reason
FROM fairdraw.disqualifications d
JOIN fairdraw.entries e ON e.round_no = $1 AND e.user_id = d.user_id
WHERE d.round_no = $1
ORDER BY e.tag
