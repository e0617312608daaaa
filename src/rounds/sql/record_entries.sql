-- $1 round number, $2 user ids, ascending, $3 their tags as bytea's text, $4 times of arrival, $5 when this commit was begun. Gives back
-- whose entries were recorded now; why others were not, find_entries tells.
SELECT fairdraw.record_entries($1, $2::text[], $3::bytea[], $4::bigint[], $5)
