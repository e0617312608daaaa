-- $1 the verifier keys this instance can sign for: a closed round that no other instance is drawing, and whose beacon, if it
-- waits for one, is here. Its secret is read here, by the keeper, and nowhere else.
SELECT r.round_no, r.round_id, r.operator_vkey, a.note, c.note, encode(s.secret, 'hex'),
       fairdraw.unix_ms(r.beacon_due_at), encode(b.signature, 'hex'), encode(b.randomness, 'hex')
FROM fairdraw.rounds r
JOIN fairdraw.publications a ON a.round_no = r.round_no AND a.kind = 'announcement'
JOIN fairdraw.publications c ON c.round_no = r.round_no AND c.kind = 'close'
JOIN fairdraw.round_secrets s ON s.round_no = r.round_no
LEFT JOIN fairdraw.round_beacons b ON b.round_no = r.round_no
WHERE r.kind = 'draw' AND r.state = 'closed' AND r.alarm IS NULL AND r.operator_vkey = ANY ($1::text[])
  AND (r.beacon_due_at IS NULL OR b.round_no IS NOT NULL)
ORDER BY r.close_due_at
LIMIT 1
FOR UPDATE OF r SKIP LOCKED
