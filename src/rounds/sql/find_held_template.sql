-- $1 template number: its state; what is left of its total that no first-come round is about to give, null where it has none; until when
-- its coupons are good, null where that is told in days.
SELECT t.state,
       s.total - s.issued - coalesce((
           SELECT sum(k.stock - k.issued) FROM fairdraw.rounds r JOIN fairdraw.round_stock k USING (round_no)
           WHERE r.template_no = t.template_no AND r.state = 'announced' AND clock_timestamp() < r.close_due_at), 0),
       fairdraw.unix_ms(t.valid_to)
FROM fairdraw.templates t JOIN fairdraw.template_stock s USING (template_no)
WHERE t.template_no = $1
