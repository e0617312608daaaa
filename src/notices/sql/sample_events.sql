-- $1 behind which place, $2 at most how many to pick from, $3 how many
SELECT place::text, event, happened_ms, data::text FROM fairdraw.events_after($1::fairdraw.event_place, $2) ORDER BY random() LIMIT $3
