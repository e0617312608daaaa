-- $1 round number, $2 the last rank of the page before (0 for the first), $3 how many
SELECT rank, encode(tag, 'hex'), encode(ticket, 'hex')
FROM fairdraw.winners
WHERE round_no = $1 AND rank > $2
ORDER BY rank
LIMIT $3
