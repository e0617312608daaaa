-- $1 id, $2 title, $3 currency, $4 benefit, $5 scope, $6 stacking, $7 per user or null, $8 $9 claim window or nulls, $10 $11 validity's
-- window or $12 days, $13 audience, $14 segment or null, $15 days to remind before or null, $16 total or null. Gives nothing where
-- the id is taken.
WITH made AS (
    INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, stacking, per_user, claim_from, claim_to, valid_from,
                                    valid_to, valid_days, audience, segment, remind_days)
    VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6::jsonb, $7::integer, fairdraw.from_unix_ms($8::bigint), fairdraw.from_unix_ms($9::bigint),
            fairdraw.from_unix_ms($10::bigint), fairdraw.from_unix_ms($11::bigint), $12::integer, $13, $14, $15::integer)
    ON CONFLICT DO NOTHING
    RETURNING template_no
)
INSERT INTO fairdraw.template_stock (template_no, total) SELECT template_no, $16::bigint FROM made
RETURNING template_no
