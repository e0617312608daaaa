-- $1 round number: the list that is drawn from, in its order, for whoever reads all of it in one transaction.
DECLARE valid_tags NO SCROLL CURSOR FOR
SELECT e.tag
FROM fairdraw.entries e
WHERE e.round_no = $1
  AND NOT EXISTS (SELECT FROM fairdraw.disqualifications d WHERE d.round_no = $1 AND d.user_id = e.user_id)
ORDER BY e.tag
