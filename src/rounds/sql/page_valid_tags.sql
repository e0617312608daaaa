-- $1 round number, $2 the last tag of the page before (empty for the first), $3 how many: the list that is drawn from.
SELECT encode(e.tag, 'hex')
FROM fairdraw.entries e
WHERE e.round_no = $1 AND e.tag > $2::bytea
  AND NOT EXISTS (SELECT FROM fairdraw.disqualifications d WHERE d.round_no = $1 AND d.user_id = e.user_id)
ORDER BY e.tag
LIMIT $3
