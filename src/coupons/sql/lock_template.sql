-- $1 template id: waits for whoever issues of it or changes it, and keeps them waiting. Gives its number.
SELECT t.template_no
FROM fairdraw.templates t JOIN fairdraw.template_stock s USING (template_no)
WHERE t.template_id = $1
FOR UPDATE
