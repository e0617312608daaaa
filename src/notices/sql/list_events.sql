-- $1 behind which place, $2 at most how many
SELECT place::text, event, happened_ms, data::text FROM fairdraw.events_after($1::fairdraw.event_place, $2)
