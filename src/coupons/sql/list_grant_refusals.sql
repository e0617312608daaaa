-- $1 grant number, $2 the last place of the page before, $3 how many
SELECT r.place, r.user_id, r.reason
FROM fairdraw.grant_refusals r
WHERE r.grant_no = $1 AND r.place > $2
ORDER BY r.place
LIMIT $3
