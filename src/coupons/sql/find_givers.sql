-- $1 template number: a campaign, or a first-come round, that gives its coupons from now on; no row where there is none.
SELECT 'campaign ' || c.campaign_id FROM fairdraw.campaigns c
WHERE c.template_no = $1 AND c.stopped_at IS NULL
  AND (c.last_day IS NULL OR c.last_day >= (clock_timestamp() AT TIME ZONE c.time_zone)::date)
UNION ALL
SELECT 'round ' || r.round_id FROM fairdraw.rounds r
WHERE r.template_no = $1 AND r.kind = 'first_come' AND r.state = 'announced' AND clock_timestamp() < r.close_due_at
LIMIT 1
