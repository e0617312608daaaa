-- $1 round id: what never changes about a round, with the key that names its entrants and the one that signs for it; a first-come round
-- has a template and a stock instead of them.
SELECT r.round_no, fairdraw.unix_ms(r.reserve_from), fairdraw.unix_ms(r.reserve_to), fairdraw.unix_ms(r.enter_from),
       fairdraw.unix_ms(r.enter_to), fairdraw.unix_ms(fairdraw.draw_due(r.close_due_at, r.beacon_due_at)),
       encode(s.tag_key, 'hex'), r.operator_vkey, r.template_no, k.stock, t.segment
FROM fairdraw.rounds r
LEFT JOIN fairdraw.round_secrets s USING (round_no)
LEFT JOIN fairdraw.round_stock k USING (round_no)
LEFT JOIN fairdraw.templates t USING (template_no)
WHERE r.round_id = $1
