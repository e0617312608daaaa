-- $1 promotion number, $2 the last code before these, $3 as of which snapshot, $4 how many
SELECT c.code, fairdraw.csv_line(c, $3::pg_snapshot)
FROM fairdraw.promotion_codes c
WHERE c.promotion_no = $1 AND c.code > $2
ORDER BY c.code
LIMIT $4
