-- What was gone through.
SELECT (SELECT coalesce(sum(coupons), 0) FROM fairdraw.issues)::bigint, (SELECT count(*) FROM fairdraw.coupon_changes),
       (SELECT count(*) FROM fairdraw.orders), fairdraw.now_ms()
