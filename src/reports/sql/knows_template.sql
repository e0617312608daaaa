-- $1 template id: its currency; no row where there is none.
SELECT currency FROM fairdraw.templates WHERE template_id = $1
