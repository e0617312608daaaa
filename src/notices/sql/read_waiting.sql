-- For how many seconds the oldest event waits that a webhook has not been told of; those of transactions that nobody may be told of yet
-- included, those that are tried again apart from the others not.
SELECT greatest(0, coalesce(max(fairdraw.now_ms() - e.happened_ms), 0)) / 1000.0
FROM fairdraw.webhooks w
CROSS JOIN LATERAL fairdraw.events_after(w.place, 1, pg_snapshot_xmax(pg_current_snapshot())) AS e
WHERE w.ended_at IS NULL
