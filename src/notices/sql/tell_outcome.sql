-- $1 round number, $2 round_drawn or round_void: told to whoever entered, for so many days.
INSERT INTO fairdraw.notices (kind, audience, round_no, goes_at)
VALUES ($2, 'round', $1, clock_timestamp() + interval '90 days')
ON CONFLICT DO NOTHING
