-- $1 user, $2 notice: since when it is read; no row where it is not told to this user.
SELECT notice_no, read_ms FROM fairdraw.mark_read($1, $2)
