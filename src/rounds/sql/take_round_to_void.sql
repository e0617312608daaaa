-- $1 round id: waits for a step that is under way, so that what is void was not drawn.
SELECT r.round_no, r.state, r.operator_vkey, a.note, c.note, encode(s.secret, 'hex')
FROM fairdraw.rounds r
JOIN fairdraw.publications a ON a.round_no = r.round_no AND a.kind = 'announcement'
JOIN fairdraw.round_secrets s ON s.round_no = r.round_no
LEFT JOIN fairdraw.publications c ON c.round_no = r.round_no AND c.kind = 'close'
WHERE r.round_id = $1
FOR UPDATE OF r
