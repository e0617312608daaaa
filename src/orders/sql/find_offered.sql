-- $1 codes: each with what it promises and whether it can be used, and what time it is, in their order; nothing of what was never
-- issued.
SELECT c.code, c.user_id, t.template_id, t.title, t.currency, t.benefit, t.scope, t.stacking,
       fairdraw.coupon_status(l.to_state, i.expires_at) AS status, i.valid_from > clock_timestamp() AS too_early, fairdraw.now_ms()
FROM unnest($1::text[]) WITH ORDINALITY AS a (code, position)
JOIN fairdraw.coupons c USING (code)
JOIN fairdraw.issues i USING (issue_no)
LEFT JOIN fairdraw.templates t USING (template_no)
LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
ORDER BY a.position
