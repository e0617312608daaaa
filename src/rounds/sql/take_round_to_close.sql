-- $1 the verifier keys this instance can sign for: a fenced round that no other instance is closing.
SELECT r.round_no, r.round_id, r.operator_vkey, p.note, fairdraw.unix_ms(r.close_due_at), fairdraw.unix_ms(r.beacon_due_at)
FROM fairdraw.rounds r
JOIN fairdraw.publications p ON p.round_no = r.round_no AND p.kind = 'announcement'
WHERE r.kind = 'draw' AND r.state = 'closing' AND r.alarm IS NULL AND r.operator_vkey = ANY ($1::text[])
ORDER BY r.close_due_at
LIMIT 1
FOR UPDATE OF r SKIP LOCKED
