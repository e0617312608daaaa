-- $1 user, $2 at most how many: how many were unread.
SELECT fairdraw.mark_all_read($1, $2)
