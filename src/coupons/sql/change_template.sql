-- $1 number; the rest is insert_template's.
WITH changed AS (
    UPDATE fairdraw.templates
    SET title = $2, currency = $3, benefit = $4::jsonb, scope = $5::jsonb, stacking = $6::jsonb, per_user = $7::integer,
        claim_from = fairdraw.from_unix_ms($8::bigint), claim_to = fairdraw.from_unix_ms($9::bigint),
        valid_from = fairdraw.from_unix_ms($10::bigint), valid_to = fairdraw.from_unix_ms($11::bigint), valid_days = $12::integer,
        audience = $13, segment = $14, remind_days = $15::integer
    WHERE template_no = $1
    RETURNING template_no
)
UPDATE fairdraw.template_stock s SET total = $16::bigint FROM changed WHERE s.template_no = changed.template_no
