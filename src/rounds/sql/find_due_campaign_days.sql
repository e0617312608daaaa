-- $1 how far ahead, in seconds: the days of running campaigns whose round opens within that time and is not announced yet.
-- Looks at the days around today in each campaign's own zone.
WITH occasions AS (
    SELECT c.campaign_id, days.day::date AS day, c.quota, c.beacon, t.template_id,
           fairdraw.first_instant_of(days.day::date + c.starts_at, c.time_zone) AS enter_from,
           c.enter_for_s * interval '1 second' AS enter_for,
           c.reserve_opens_before_s * interval '1 second' AS reserve_opens_before,
           c.reserve_closes_before_s * interval '1 second' AS reserve_closes_before
    FROM fairdraw.campaigns c
    LEFT JOIN fairdraw.templates t USING (template_no)
    CROSS JOIN LATERAL generate_series(
        (clock_timestamp() AT TIME ZONE c.time_zone)::date::timestamp,
        ((clock_timestamp() + $1 * interval '1 second') AT TIME ZONE c.time_zone)::date + interval '1 day',
        interval '1 day') AS days (day)
    WHERE c.stopped_at IS NULL
      AND days.day::date >= coalesce(c.first_day, '-infinity') AND days.day::date <= coalesce(c.last_day, 'infinity')
)
SELECT o.campaign_id, o.day::text, fairdraw.unix_ms(o.enter_from - o.reserve_opens_before),
       fairdraw.unix_ms(o.enter_from - o.reserve_closes_before), fairdraw.unix_ms(o.enter_from),
       fairdraw.unix_ms(o.enter_from + o.enter_for), o.quota, o.beacon, o.template_id
FROM occasions o
WHERE o.enter_from - coalesce(o.reserve_opens_before, '0') > clock_timestamp() + interval '1 second'
  AND o.enter_from - coalesce(o.reserve_opens_before, '0') <= clock_timestamp() + $1 * interval '1 second'
  AND NOT EXISTS (SELECT FROM fairdraw.rounds r WHERE r.campaign_id = o.campaign_id AND r.day = o.day)
ORDER BY o.enter_from
LIMIT 100
