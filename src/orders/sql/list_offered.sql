-- $1 user, $2 how many at most: find_offered's columns, of the coupons that the user has and has not used. Those that expire first come
-- first, those that expired last.
SELECT c.code, c.user_id, t.template_id, t.title, t.currency, t.benefit, t.scope, t.stacking,
       fairdraw.coupon_status(l.to_state, i.expires_at) AS status, i.valid_from > clock_timestamp() AS too_early
FROM fairdraw.coupons c
JOIN fairdraw.issues i USING (issue_no)
LEFT JOIN fairdraw.templates t USING (template_no)
LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
WHERE c.user_id = $1 AND fairdraw.coupon_status(l.to_state, i.expires_at) <> 'used'
ORDER BY coalesce(i.expires_at <= clock_timestamp(), false), abs(extract(epoch FROM i.expires_at - clock_timestamp())), c.code
LIMIT $2
