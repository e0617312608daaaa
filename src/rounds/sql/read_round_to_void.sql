-- $1 number of a round that is held: its announcement, its close if there was one, and its secret.
SELECT a.note, c.note, encode(s.secret, 'hex')
FROM fairdraw.publications a
JOIN fairdraw.round_secrets s ON s.round_no = a.round_no
LEFT JOIN fairdraw.publications c ON c.round_no = a.round_no AND c.kind = 'close'
WHERE a.round_no = $1 AND a.kind = 'announcement'
