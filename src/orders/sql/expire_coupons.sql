-- A part of the issue that is due next: how many coupons, or null where none is due.
SELECT fairdraw.expire_coupons()
