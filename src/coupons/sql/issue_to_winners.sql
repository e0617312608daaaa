-- $1 round number: a coupon for each winner. A code is 80 bits of gen_random_uuid()'s CSPRNG (without the six that are always the
-- same, which bytes 7 and 9 hold), in letters that spell no word and cannot be mistaken for one another.
INSERT INTO fairdraw.coupons (code, round_no, user_id)
SELECT translate(encode(overlay(uuid_send(gen_random_uuid()) PLACING '' FROM 5 FOR 6), 'hex'), '0123456789abcdef', 'BCDFGHJKLMNPRTVX'),
       w.round_no, w.user_id
FROM fairdraw.winners w
WHERE w.round_no = $1
