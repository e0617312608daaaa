-- $1 promotion id. Gives its number, or nothing where it was stopped already.
UPDATE fairdraw.promotions SET stopped_at = clock_timestamp()
WHERE promotion_id = $1 AND stopped_at IS NULL
RETURNING promotion_no
