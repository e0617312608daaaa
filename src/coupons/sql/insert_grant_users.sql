-- $1 grant number, $2 how many of the list stand before these, $3 users
INSERT INTO fairdraw.grant_users (grant_no, place, user_id)
SELECT $1::bigint, $2::bigint + u.place, u.user_id FROM unnest($3::text[]) WITH ORDINALITY AS u (user_id, place)
