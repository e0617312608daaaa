-- $1 round number, $2 how many come before the page, $3 how many: the tags of those who won in order of rank, as one value.
SELECT encode(string_agg(tag, '' ORDER BY rank), 'hex')
FROM fairdraw.winners
WHERE round_no = $1 AND rank > $2 AND rank <= $2 + $3
