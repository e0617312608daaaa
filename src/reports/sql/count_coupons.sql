-- $1 template id or null, $2 campaign id or null: what became of the coupons, template by template; templates of which there
-- are none, too, unless it is a campaign's.
WITH issued AS (
    SELECT i.issue_no, i.template_no, i.reason, i.coupons
    FROM fairdraw.issues i
    LEFT JOIN fairdraw.templates t USING (template_no)
    LEFT JOIN fairdraw.rounds r USING (round_no)
    WHERE ($1::text IS NULL OR t.template_id = $1) AND ($2::text IS NULL OR r.campaign_id = $2)
), sums AS (
    SELECT i.template_no, sum(i.coupons)::bigint AS coupons,
           coalesce(sum(i.coupons) FILTER (WHERE i.reason = 'draw'), 0)::bigint AS draw,
           coalesce(sum(i.coupons) FILTER (WHERE i.reason = 'first_come'), 0)::bigint AS first_come,
           coalesce(sum(i.coupons) FILTER (WHERE i.reason = 'grant'), 0)::bigint AS granted,
           coalesce(sum(i.coupons) FILTER (WHERE i.reason = 'claim'), 0)::bigint AS claimed,
           coalesce(sum(i.coupons) FILTER (WHERE i.reason = 'code'), 0)::bigint AS redeemed
    FROM issued i GROUP BY i.template_no
), changes AS (
    -- What is held or used is what became so and was not taken back.
    SELECT i.template_no,
           sum(CASE c.change WHEN 'held' THEN 1 WHEN 'expired' THEN 0 WHEN 'reverted' THEN 0 ELSE -1 END)::bigint AS held,
           sum(CASE c.change WHEN 'used' THEN 1 WHEN 'reverted' THEN -1 ELSE 0 END)::bigint AS used,
           count(*) FILTER (WHERE c.change = 'expired') AS expired,
           count(*) FILTER (WHERE c.change = 'reverted') AS reverted,
           sum(CASE c.change WHEN 'held' THEN c.amount WHEN 'reverted' THEN 0 ELSE -c.amount END)::bigint AS held_amount,
           sum(CASE c.change WHEN 'used' THEN c.amount WHEN 'reverted' THEN -c.amount ELSE 0 END)::bigint AS used_amount,
           sum(c.amount) FILTER (WHERE c.change = 'reverted')::bigint AS reverted_amount
    FROM issued i
    JOIN fairdraw.coupons k USING (issue_no)
    JOIN fairdraw.coupon_changes c USING (code)
    GROUP BY i.template_no
), shown AS (
    SELECT t.template_no FROM fairdraw.templates t WHERE $2::text IS NULL AND ($1::text IS NULL OR t.template_id = $1)
    UNION
    SELECT i.template_no FROM issued i
)
SELECT t.template_id, t.currency,
       coalesce(s.coupons, 0), coalesce(s.draw, 0), coalesce(s.first_come, 0), coalesce(s.granted, 0), coalesce(s.claimed, 0),
       coalesce(s.redeemed, 0), coalesce(c.held, 0), coalesce(c.used, 0), coalesce(c.expired, 0), coalesce(c.reverted, 0),
       coalesce(c.held_amount, 0), coalesce(c.used_amount, 0), coalesce(c.reverted_amount, 0)
FROM shown
LEFT JOIN fairdraw.templates t USING (template_no)
LEFT JOIN sums s ON s.template_no IS NOT DISTINCT FROM shown.template_no
LEFT JOIN changes c ON c.template_no IS NOT DISTINCT FROM shown.template_no
ORDER BY t.template_id NULLS FIRST
