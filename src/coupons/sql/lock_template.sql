-- $1 template id: waits for whoever issues of it or changes it, and keeps them waiting. Gives its number. The stock first, as those
-- who issue do.
WITH stock AS MATERIALIZED (
    SELECT s.template_no FROM fairdraw.template_stock s
    WHERE s.template_no = (SELECT template_no FROM fairdraw.templates WHERE template_id = $1)
    FOR NO KEY UPDATE
)
SELECT t.template_no FROM stock JOIN fairdraw.templates t USING (template_no) FOR NO KEY UPDATE OF t
