-- Arrays with a value for each change: $1 held, used, cancelled or reverted, $2 orders, $3 who asks; of holds $4 users, $5 codes,
-- $6 amounts (arrays as text), $7 currencies, $8 hashes of the requests, $9 when they end, $10 the answers. A row for each, in order.
SELECT outcome, detail, answer
FROM fairdraw.change_orders($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                            $9::bigint[], $10::text[])
