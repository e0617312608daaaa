-- $1 round id: what was announced, to compare with what is asked for.
SELECT fairdraw.unix_ms(r.reserve_from), fairdraw.unix_ms(r.reserve_to), fairdraw.unix_ms(r.enter_from), fairdraw.unix_ms(r.enter_to),
       r.quota, r.beacon, r.kind, t.template_id, k.stock
FROM fairdraw.rounds r
LEFT JOIN fairdraw.templates t USING (template_no)
LEFT JOIN fairdraw.round_stock k USING (round_no)
WHERE r.round_id = $1
