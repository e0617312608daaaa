-- $1 template number, $2 why, $3 round number or null, $4 users, $5 their causes, $6 times of arrival: a row for each, in their order.
SELECT i.outcome, i.code, i.issued_ms, i.expires_ms, i.remaining
FROM fairdraw.issue_on_request($1, $2, $3::integer, $4::text[], $5::text[], $6::bigint[]) AS i
