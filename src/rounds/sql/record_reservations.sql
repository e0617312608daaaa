-- $1 round number, $2 user ids, $3 times of arrival: records the first reservation of each user that arrived in the window.
-- Gives back whose were recorded now; why others were not, find_reservations tells.
WITH open_round AS MATERIALIZED (
    SELECT * FROM fairdraw.hold_open($1)
), batch AS MATERIALIZED (
    SELECT b.user_id, fairdraw.from_unix_ms(b.reserved_ms) AS reserved_at
    FROM unnest($2::text[], $3::bigint[]) AS b (user_id, reserved_ms)
)
INSERT INTO fairdraw.reservations (round_no, user_id, reserved_at)
SELECT $1, b.user_id, b.reserved_at
FROM batch b CROSS JOIN open_round r
WHERE b.reserved_at >= r.reserve_from AND b.reserved_at < r.reserve_to
ORDER BY b.user_id
ON CONFLICT DO NOTHING
RETURNING user_id
