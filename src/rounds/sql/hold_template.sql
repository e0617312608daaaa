-- $1 template id: what a round that gives its coupons relies on, which stays so until this transaction ends.
SELECT t.template_no, t.state, s.total, s.issued, fairdraw.unix_ms(t.valid_to)
FROM fairdraw.templates t JOIN fairdraw.template_stock s USING (template_no)
WHERE t.template_id = $1
FOR KEY SHARE
