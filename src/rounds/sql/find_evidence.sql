-- $1 round id: what a round has published, where the first two texts stand in the log, and until when it matters. Nothing of all that where nothing is drawn.
SELECT r.round_no, r.operator_vkey, r.entries, r.winners,
       max(p.note) FILTER (WHERE p.kind = 'announcement'), max(p.note) FILTER (WHERE p.kind = 'close'),
       max(p.note) FILTER (WHERE p.kind = 'draw'), max(p.note) FILTER (WHERE p.kind = 'void'),
       max(p.leaf_index) FILTER (WHERE p.kind = 'announcement'), max(p.leaf_index) FILTER (WHERE p.kind = 'close'),
       fairdraw.unix_ms(coalesce(r.reserve_from, r.enter_from)), fairdraw.unix_ms(r.beacon_due_at)
FROM fairdraw.rounds r
LEFT JOIN fairdraw.publications p USING (round_no)
WHERE r.round_id = $1
GROUP BY r.round_no
