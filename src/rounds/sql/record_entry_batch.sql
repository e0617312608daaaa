-- $1 round number, $2 user ids, ascending, $3 their tags as bytea's text, $4 times of arrival, $5 when this commit was begun, $6 what their
-- receipts are made of. Gives back whose entries were not recorded now; why, find_entries tells.
SELECT fairdraw.record_entry_batch($1, $2::text[], $3::bytea[], $4::bigint[], $5, $6::bytea)
