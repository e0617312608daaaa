-- $1 id, $2 $3 entry window, $4 until when what arrived in it may be recorded, $5 announced, $6 template number, $7 stock. Gives the number,
-- or nothing where the id is taken.
WITH made AS (
    INSERT INTO fairdraw.rounds (round_id, kind, enter_from, enter_to, close_due_at, announced_at, template_no)
    VALUES ($1, 'first_come', fairdraw.from_unix_ms($2::bigint), fairdraw.from_unix_ms($3::bigint), fairdraw.from_unix_ms($4::bigint),
            fairdraw.from_unix_ms($5::bigint), $6::integer)
    ON CONFLICT DO NOTHING
    RETURNING round_no
)
INSERT INTO fairdraw.round_stock (round_no, stock) SELECT round_no, $7::bigint FROM made
RETURNING round_no
