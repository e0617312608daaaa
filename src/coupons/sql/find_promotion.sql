-- $1 promotion id. The columns are list_promotions' too.
SELECT p.promotion_no, p.promotion_id, t.template_id, p.shared_code, p.codes, p.uses, p.redeemed, fairdraw.unix_ms(p.created_at),
       fairdraw.unix_ms(p.stopped_at)
FROM fairdraw.promotions p JOIN fairdraw.templates t USING (template_no)
WHERE p.promotion_id = $1
