-- $1 round number, $2 user ids, $3 their tags in hex, $4 times of arrival: records the first entry of each user who reserved
-- (where that is needed) and whose entry arrived in the window. Gives back whose were recorded now; why others were not,
-- find_entries tells. In the order of users, so that two batches cannot wait for each other.
WITH open_round AS MATERIALIZED (
    SELECT * FROM fairdraw.hold_open($1)
), batch AS MATERIALIZED (
    SELECT b.user_id, decode(b.tag, 'hex') AS tag, fairdraw.from_unix_ms(b.received_ms) AS received_at
    FROM unnest($2::text[], $3::text[], $4::bigint[]) AS b (user_id, tag, received_ms)
)
INSERT INTO fairdraw.entries (round_no, user_id, tag, received_at)
SELECT $1, b.user_id, b.tag, b.received_at
FROM batch b CROSS JOIN open_round r
WHERE b.received_at >= r.enter_from AND b.received_at < r.enter_to
  AND (r.reserve_from IS NULL
       OR EXISTS (SELECT FROM fairdraw.reservations v WHERE v.round_no = $1 AND v.user_id = b.user_id))
ORDER BY b.user_id
ON CONFLICT DO NOTHING
RETURNING user_id
