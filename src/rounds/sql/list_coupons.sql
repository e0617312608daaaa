-- $1 round number, $2 how many at most
SELECT c.user_id, c.code, fairdraw.unix_ms(i.issued_at)
FROM fairdraw.issues i JOIN fairdraw.coupons c USING (issue_no)
WHERE i.round_no = $1
LIMIT $2
