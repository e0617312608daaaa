-- $1 order, $2 used, cancelled or reverted, $3 who asks, $4 for which global transaction, $5 as which of its operations
SELECT outcome, state FROM fairdraw.settle_order($1, $2, $3, $4, $5)
