-- $1 template id: waits for whoever changes it, and keeps them waiting, but nobody who issues of it. Gives its number.
SELECT template_no FROM fairdraw.templates WHERE template_id = $1 FOR NO KEY UPDATE
