-- Gives nothing where the id is taken.
INSERT INTO fairdraw.campaigns (campaign_id, time_zone, starts_at, reserve_opens_before_s, reserve_closes_before_s, enter_for_s,
                                quota, beacon, first_day, last_day, template_no)
VALUES ($1, $2, $3::time, $4::integer, $5::integer, $6::integer, $7, $8, $9::date, $10::date, $11::integer)
ON CONFLICT DO NOTHING
RETURNING campaign_id
