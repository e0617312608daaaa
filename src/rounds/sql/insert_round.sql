-- $1 id, $2 campaign or null, $3 its day or null, $4 $5 reservation window or null, $6 $7 entry window, $8 when the close is
-- due, $9 quota, $10 beacon, $11 verifier key, $12 announced, $13 when
-- the beacon is due or null, $14 template number or null: gives the number, or nothing where the id or day is taken.
INSERT INTO fairdraw.rounds (round_id, campaign_id, day, reserve_from, reserve_to, enter_from, enter_to, close_due_at, quota, beacon,
                             operator_vkey, announced_at, beacon_due_at, template_no)
VALUES ($1, $2, $3::date, fairdraw.from_unix_ms($4::bigint), fairdraw.from_unix_ms($5::bigint), fairdraw.from_unix_ms($6::bigint),
        fairdraw.from_unix_ms($7::bigint), fairdraw.from_unix_ms($8::bigint), $9, $10, $11, fairdraw.from_unix_ms($12::bigint),
        fairdraw.from_unix_ms($13::bigint), $14::integer)
ON CONFLICT DO NOTHING
RETURNING round_no
