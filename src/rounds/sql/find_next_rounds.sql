-- $1 campaign ids: the next round of each whose entries are still to be opened, announced already or to be announced
-- (find_due_campaign_days); nothing of a campaign that has none.
SELECT DISTINCT ON (c.campaign_id) c.campaign_id, c.campaign_id || '-' || days.day::date::text,
       fairdraw.unix_ms(opens.reserve_from), fairdraw.unix_ms(enter.enter_from - c.reserve_closes_before_s * interval '1 second'),
       fairdraw.unix_ms(enter.enter_from), fairdraw.unix_ms(enter.enter_from + c.enter_for_s * interval '1 second')
FROM fairdraw.campaigns c
-- Three days from today on may be announced, and void; the one after these is to come.
CROSS JOIN LATERAL generate_series(
    greatest((clock_timestamp() AT TIME ZONE c.time_zone)::date, c.first_day)::timestamp,
    greatest((clock_timestamp() AT TIME ZONE c.time_zone)::date, c.first_day) + interval '4 days',
    interval '1 day') AS days (day)
CROSS JOIN LATERAL fairdraw.first_instant_of(days.day::date + c.starts_at, c.time_zone) AS enter (enter_from)
CROSS JOIN LATERAL (SELECT enter.enter_from - c.reserve_opens_before_s * interval '1 second') AS opens (reserve_from)
LEFT JOIN fairdraw.rounds r ON r.campaign_id = c.campaign_id AND r.day = days.day::date
WHERE c.campaign_id = ANY ($1::text[])
  AND days.day::date <= coalesce(c.last_day, 'infinity')
  AND enter.enter_from BETWEEN clock_timestamp() AND '3000-01-01Z'
  AND CASE WHEN r.round_no IS NULL
           THEN c.stopped_at IS NULL AND coalesce(opens.reserve_from, enter.enter_from) > clock_timestamp() + interval '1 second'
           ELSE r.state = 'announced' END
ORDER BY c.campaign_id, days.day
