-- $1 round number: a coupon for each winner. A code is 80 bits of gen_random_uuid()'s CSPRNG, in letters that spell no word and
-- cannot be mistaken for one another.
INSERT INTO fairdraw.coupons (code, round_no, user_id)
SELECT translate(encode(substring(uuid_send(gen_random_uuid()) FROM 12) || substring(uuid_send(gen_random_uuid()) FROM 12), 'hex'),
                 '0123456789abcdef', 'BCDFGHJKLMNPRTVX'),
       w.round_no, w.user_id
FROM fairdraw.winners w
WHERE w.round_no = $1
