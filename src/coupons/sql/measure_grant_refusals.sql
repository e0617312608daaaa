-- $1 grant number: the last refusal there is, and how many bytes of CSV all of them are. A list is gone through in order, so what
-- stands before that one stays as it is.
SELECT coalesce(max(r.place), 0), coalesce(sum(octet_length(fairdraw.csv_line(r))), 0)
FROM fairdraw.grant_refusals r
WHERE r.grant_no = $1
