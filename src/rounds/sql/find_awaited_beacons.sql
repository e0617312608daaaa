-- Closed rounds without the beacon they wait for, the next due first: what was announced, in how many milliseconds it is due (less than 0:
-- it was), whether it should be here by now, and what the round is said to wait for.
SELECT r.round_no, r.round_id, p.note, ceil(extract(epoch FROM r.beacon_due_at - clock_timestamp()) * 1000)::bigint,
       fairdraw.draw_due(r.close_due_at, r.beacon_due_at) <= clock_timestamp(), coalesce(r.waits_for, '')
FROM fairdraw.rounds r
JOIN fairdraw.publications p ON p.round_no = r.round_no AND p.kind = 'announcement'
WHERE r.state = 'closed' AND r.alarm IS NULL AND r.beacon_due_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM fairdraw.round_beacons b WHERE b.round_no = r.round_no)
ORDER BY r.waits_for IS NOT NULL, r.beacon_due_at
LIMIT 100
