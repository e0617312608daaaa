-- $1 size, $2 the witness's verifier key, $3 its line, $4 when it says it cosigned, in seconds. The first one counts: it is the earliest.
INSERT INTO fairdraw.log_cosignatures (size, witness, line, cosigned_at) VALUES ($1, $2, $3, to_timestamp($4::double precision))
ON CONFLICT DO NOTHING
