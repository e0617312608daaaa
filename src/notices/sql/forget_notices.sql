-- $1 at most how many: how many went.
SELECT fairdraw.forget_notices($1)
