-- How long until a round can be fenced, in milliseconds; null when none is coming. Later steps follow at once or, where another
-- instance left them undone, at the next look.
SELECT ceil(extract(epoch FROM min(close_due_at) - clock_timestamp()) * 1000)::bigint
FROM fairdraw.rounds
WHERE kind = 'draw' AND state = 'announced' AND alarm IS NULL
