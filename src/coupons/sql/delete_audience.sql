-- $1 template number, $2 users: takes off its list whoever is not among them.
DELETE FROM fairdraw.template_audience a
WHERE a.template_no = $1 AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS u (user_id) WHERE u.user_id = a.user_id)
