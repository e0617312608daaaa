-- $1 round number, $2 the last tag of the page before (empty for the first), $3 how many: the list that is drawn from, as one value.
SELECT encode(string_agg(page.tag, '' ORDER BY page.tag), 'hex')
FROM (SELECT e.tag
      FROM fairdraw.entries e
      WHERE e.round_no = $1 AND e.tag > $2::bytea
        AND NOT EXISTS (SELECT FROM fairdraw.disqualifications d WHERE d.round_no = $1 AND d.user_id = e.user_id)
      ORDER BY e.tag
      LIMIT $3) AS page
