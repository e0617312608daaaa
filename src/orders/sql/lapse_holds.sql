-- $1 how many at most: gives back the coupons of holds that are over
SELECT fairdraw.lapse_holds($1)
