-- $1 round number, $2 user ids, ascending, $3 times of arrival. Gives back whose reservations were recorded now; why others were not,
-- find_reservations tells.
SELECT fairdraw.record_reservations($1, $2::text[], $3::bigint[])
