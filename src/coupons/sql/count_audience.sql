-- $1 template id: how many users are on its list, and what tells it from others; no row where there is no such template.
SELECT a.users, a.digest
FROM fairdraw.templates t
CROSS JOIN LATERAL (
    SELECT count(*) AS users, encode(sha256(convert_to(string_agg(l.user_id, E'\n' ORDER BY l.user_id), 'UTF8')), 'hex') AS digest
    FROM fairdraw.template_audience l WHERE l.template_no = t.template_no) AS a
WHERE t.template_id = $1
