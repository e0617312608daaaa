-- $1 campaign id. The columns are list_campaigns' too.
SELECT c.campaign_id, c.time_zone, to_char(c.starts_at, 'HH24:MI:SS'), c.reserve_opens_before_s, c.reserve_closes_before_s, c.enter_for_s,
       c.quota, c.beacon, c.first_day::text, c.last_day::text, fairdraw.unix_ms(c.created_at), fairdraw.unix_ms(c.stopped_at),
       t.template_id
FROM fairdraw.campaigns c
LEFT JOIN fairdraw.templates t USING (template_no)
WHERE c.campaign_id = $1
