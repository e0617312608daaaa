-- $1 user, $2 status or null, $3 $4 where the page before ended (issue, code) or nulls, $5 how many: newest first.
SELECT c.code, w.status, t.template_id, t.title, t.currency, t.benefit, t.scope, t.stacking, i.reason, r.round_id,
       fairdraw.unix_ms(i.issued_at), fairdraw.unix_ms(i.valid_from), fairdraw.unix_ms(i.expires_at), l.order_id, c.issue_no
FROM fairdraw.coupons c
JOIN fairdraw.issues i USING (issue_no)
LEFT JOIN fairdraw.templates t USING (template_no)
LEFT JOIN fairdraw.rounds r USING (round_no)
LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
CROSS JOIN LATERAL (SELECT fairdraw.coupon_status(l.to_state, i.expires_at) AS status) AS w
WHERE c.user_id = $1 AND ($2::text IS NULL OR w.status = $2)
  AND ($3::bigint IS NULL OR (c.issue_no, c.code) < ($3, $4))
ORDER BY c.issue_no DESC, c.code DESC
LIMIT $5
