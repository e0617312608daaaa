-- $1 round number, $2 how many at most
SELECT c.user_id, c.code, fairdraw.unix_ms(i.issued_at), fairdraw.unix_ms(i.expires_at), t.template_id
FROM fairdraw.issues i JOIN fairdraw.coupons c USING (issue_no) LEFT JOIN fairdraw.templates t USING (template_no)
WHERE i.round_no = $1
LIMIT $2
