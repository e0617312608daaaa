-- $1 order, $2 user, $3 codes, $4 amounts, $5 currency, $6 hash of the request, $7 when the hold ends, $8 who asks, $9 the answer,
-- $10 for which global transaction
SELECT outcome, detail, answer
FROM fairdraw.hold_order($1, $2, $3::text[], $4::bigint[], $5, $6::bytea, $7::bigint, $8, $9, $10)
