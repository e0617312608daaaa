-- $1 round number: how many, live. Who enters a first-come round has got a coupon.
SELECT (SELECT count(*) FROM fairdraw.reservations WHERE round_no = $1),
       (SELECT count(*) FROM fairdraw.entries WHERE round_no = $1)
           + (SELECT coalesce(sum(coupons), 0)::bigint FROM fairdraw.issues WHERE round_no = $1 AND reason = 'first_come'),
       (SELECT count(*) FROM fairdraw.disqualifications d
        JOIN fairdraw.entries e ON e.round_no = $1 AND e.user_id = d.user_id WHERE d.round_no = $1),
       (SELECT count(*) FROM fairdraw.winners WHERE round_no = $1),
       (SELECT coalesce(sum(coupons), 0) FROM fairdraw.issues WHERE round_no = $1)
