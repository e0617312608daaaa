-- $1 template number
DELETE FROM fairdraw.template_audience WHERE template_no = $1
