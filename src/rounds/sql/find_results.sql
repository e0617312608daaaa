-- $1 round number, $2 users: everything their results are made of, in their order. Each join names the number, so that one partition
-- is read.
SELECT r.state, encode(r.seed, 'hex') AS seed, encode(r.cutoff, 'hex') AS cutoff,
       greatest(fairdraw.unix_ms(fairdraw.draw_due(r.close_due_at, r.beacon_due_at)) - fairdraw.now_ms(), 0) AS due_in_ms,
       fairdraw.unix_ms(v.reserved_at) AS reserved_at, fairdraw.unix_ms(e.received_at) AS received_at,
       encode(coalesce(e.tag, w.tag), 'hex') AS tag,
       d.user_id IS NOT NULL AS disqualified, w.rank, c.code, fairdraw.unix_ms(i.issued_at) AS issued_at,
       fairdraw.unix_ms(i.expires_at) AS expires_at, t.template_id, r.kind
FROM unnest($2::text[]) WITH ORDINALITY AS b (user_id, position)
JOIN fairdraw.rounds r ON r.round_no = $1
LEFT JOIN fairdraw.reservations v ON v.round_no = $1 AND v.user_id = b.user_id
LEFT JOIN fairdraw.entries e ON e.round_no = $1 AND e.user_id = b.user_id
LEFT JOIN fairdraw.disqualifications d ON d.round_no = $1 AND d.user_id = b.user_id
LEFT JOIN fairdraw.winners w ON w.round_no = $1 AND w.user_id = b.user_id
LEFT JOIN fairdraw.coupons c ON c.cause = 'round ' || $1::integer AND c.user_id = b.user_id
LEFT JOIN fairdraw.issues i USING (issue_no)
LEFT JOIN fairdraw.templates t ON t.template_no = i.template_no
ORDER BY b.position
