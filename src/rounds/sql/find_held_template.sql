-- $1 template number: its state; its total, null where it has none; until when its coupons are good, null where that is told in days.
SELECT t.state, s.total, fairdraw.unix_ms(t.valid_to)
FROM fairdraw.templates t JOIN fairdraw.template_stock s USING (template_no)
WHERE t.template_no = $1
