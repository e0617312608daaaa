-- $1 template id: everything about it. The columns are list_templates' too.
SELECT t.template_no, t.template_id, t.title, t.currency, t.benefit, t.scope, t.stacking, t.per_user,
       fairdraw.unix_ms(t.claim_from), fairdraw.unix_ms(t.claim_to), fairdraw.unix_ms(t.valid_from), fairdraw.unix_ms(t.valid_to),
       t.valid_days, t.audience, t.segment, t.remind_days, s.total, t.state,
       s.issued + (SELECT coalesce(sum(i.coupons), 0) FROM fairdraw.issues i WHERE i.template_no = t.template_no AND i.reason = 'draw'),
       fairdraw.unix_ms(t.created_at), fairdraw.unix_ms(t.published_at), fairdraw.unix_ms(t.stopped_at), s.issued,
       coalesce(t.valid_to <= clock_timestamp(), false)
FROM fairdraw.templates t JOIN fairdraw.template_stock s USING (template_no)
WHERE t.template_id = $1
