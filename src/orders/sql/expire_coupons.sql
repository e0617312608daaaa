-- The next coupons of issues that are due: how many expired, or null where none is due.
SELECT fairdraw.expire_coupons()
