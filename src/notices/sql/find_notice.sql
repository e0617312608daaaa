-- $1 id
SELECT n.notice_id, n.audience, n.user_id, r.round_id, n.title, n.body, fairdraw.unix_ms(n.goes_at), fairdraw.unix_ms(n.created_at)
FROM fairdraw.notices n LEFT JOIN fairdraw.rounds r USING (round_no)
WHERE n.notice_id = $1
