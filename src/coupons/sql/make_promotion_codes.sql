-- $1 promotion number, $2 how many
SELECT fairdraw.make_promotion_codes($1, $2)
