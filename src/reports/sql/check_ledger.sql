-- $1 at most how many findings; none where all is well.
SELECT problem, code, order_id FROM fairdraw.check_ledger() ORDER BY problem, code, order_id LIMIT $1
