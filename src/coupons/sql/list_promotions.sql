-- $1 the last number of the page before (null for the first), $2 how many: newest first
SELECT p.promotion_no, p.promotion_id, t.template_id, p.shared_code, p.codes, p.uses, p.redeemed, fairdraw.unix_ms(p.created_at),
       fairdraw.unix_ms(p.stopped_at)
FROM fairdraw.promotions p JOIN fairdraw.templates t USING (template_no)
WHERE $1::bigint IS NULL OR p.promotion_no < $1
ORDER BY p.promotion_no DESC
LIMIT $2
