-- $1 round number, $2 user: the coupon they got of a first-come round, and what remains of it; no row where they got none.
SELECT c.code, fairdraw.unix_ms(i.issued_at), fairdraw.unix_ms(i.expires_at), k.stock - k.issued
FROM fairdraw.round_stock k, fairdraw.coupons c JOIN fairdraw.issues i USING (issue_no)
WHERE k.round_no = $1 AND c.user_id = $2 AND c.cause = 'round ' || $1
