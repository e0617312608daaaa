-- $1 $2 where the page before ended (entry window's begin, number) or nulls, $3 how many: newest first, as anybody may see them.
SELECT r.round_no, r.round_id, r.campaign_id, r.state, fairdraw.unix_ms(r.reserve_from), fairdraw.unix_ms(r.reserve_to),
       fairdraw.unix_ms(r.enter_from), fairdraw.unix_ms(r.enter_to), r.quota, r.beacon,
       fairdraw.unix_ms(fairdraw.draw_due(r.close_due_at, r.beacon_due_at)),
       fairdraw.unix_ms(r.announced_at), fairdraw.unix_ms(r.closed_at), fairdraw.unix_ms(r.drawn_at), fairdraw.unix_ms(r.voided_at),
       r.void_reason, r.reservations, r.entries, r.disqualified, r.winners, r.alarm IS NOT NULL, fairdraw.now_ms(),
       fairdraw.unix_ms(r.beacon_due_at), r.waits_for, r.kind, t.template_id, k.stock,
       least(k.stock - k.issued, s.total - s.issued)
FROM fairdraw.rounds r
LEFT JOIN fairdraw.templates t USING (template_no)
LEFT JOIN fairdraw.template_stock s USING (template_no)
LEFT JOIN fairdraw.round_stock k USING (round_no)
WHERE $1::bigint IS NULL OR (r.enter_from, r.round_no) < (fairdraw.from_unix_ms($1), $2::integer)
ORDER BY r.enter_from DESC, r.round_no DESC
LIMIT $3
