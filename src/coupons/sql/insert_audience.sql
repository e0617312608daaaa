-- $1 template number, $2 users, some of whom may be there already
INSERT INTO fairdraw.template_audience (template_no, user_id)
SELECT $1::integer, u.user_id FROM unnest($2::text[]) AS u (user_id)
ON CONFLICT DO NOTHING
