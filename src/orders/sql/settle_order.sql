-- $1 order, $2 used, cancelled or reverted, $3 who asks
SELECT outcome, state FROM fairdraw.settle_order($1, $2, $3)
