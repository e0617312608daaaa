-- $1 at most how many findings; none where all is well.
SELECT problem, code, order_id, detail FROM fairdraw.check_ledger() ORDER BY problem, code, order_id, detail LIMIT $1
