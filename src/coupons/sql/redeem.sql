-- $1 code, $2 user, $3 the user's segments
SELECT outcome, template_id, coupon, issued_ms, expires_ms FROM fairdraw.redeem($1, $2, $3::text[])
