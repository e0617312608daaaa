-- $1 at most how many coupons, of issues that are due: how many people were reminded, or null where none is due.
SELECT fairdraw.remind($1)
