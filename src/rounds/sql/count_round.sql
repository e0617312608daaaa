-- $1 round id: how many, live.
SELECT r.round_no,
       (SELECT count(*) FROM fairdraw.reservations v WHERE v.round_no = r.round_no),
       (SELECT count(*) FROM fairdraw.entries e WHERE e.round_no = r.round_no),
       (SELECT count(*) FROM fairdraw.disqualifications d
        JOIN fairdraw.entries e ON e.round_no = d.round_no AND e.user_id = d.user_id WHERE d.round_no = r.round_no),
       (SELECT count(*) FROM fairdraw.winners w WHERE w.round_no = r.round_no),
       (SELECT count(*) FROM fairdraw.coupons c WHERE c.round_no = r.round_no)
FROM fairdraw.rounds r
WHERE r.round_id = $1
