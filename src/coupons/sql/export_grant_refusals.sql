-- $1 grant number, $2 the last place before these, $3 the last of all, $4 how many
SELECT r.place, fairdraw.csv_line(r)
FROM fairdraw.grant_refusals r
WHERE r.grant_no = $1 AND r.place > $2 AND r.place <= $3
ORDER BY r.place
LIMIT $4
