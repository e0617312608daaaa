-- $1 template id: how many users are on its list; no row where there is no such template.
SELECT (SELECT count(*) FROM fairdraw.template_audience a WHERE a.template_no = t.template_no)
FROM fairdraw.templates t
WHERE t.template_id = $1
