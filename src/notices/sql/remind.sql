-- $1 at most how many coupons, of the issue that is due next: how many people were reminded, or null where none is due.
SELECT fairdraw.remind($1)
