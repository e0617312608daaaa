-- $1 id, $2 template number, $3 the shared code or null, $4 how many codes or null, $5 uses or null. Gives its number, or nothing where
-- the id or the code is taken.
INSERT INTO fairdraw.promotions (promotion_id, template_no, shared_code, codes, uses) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING promotion_no
