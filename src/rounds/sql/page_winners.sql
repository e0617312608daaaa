-- $1 round number, $2 the last rank of the page before, $3 how many: the tags of those who won in order of rank, as one value, and the
-- page's last rank. The page is ordered inside, where the index by rank gives the order: the one by user looks just as good to a planner that does not know the round.
SELECT encode(string_agg(page.tag, '' ORDER BY page.rank), 'hex'), max(page.rank)
FROM (SELECT w.tag, w.rank FROM fairdraw.winners w WHERE w.round_no = $1 AND w.rank > $2 ORDER BY w.rank LIMIT $3) AS page
