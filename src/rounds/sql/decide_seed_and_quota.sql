-- $1 hash of the close, $2 secret, $3 quota, $4 entries, $5 the beacon's randomness or null: the seed, and how many win.
WITH seed AS MATERIALIZED (SELECT fairdraw.seed($1::bytea, $2::bytea, $5::bytea) AS seed)
SELECT encode(seed, 'hex'), fairdraw.quota_winners($3, $4, seed) FROM seed
