-- $1 template number
UPDATE fairdraw.templates SET state = 'published', published_at = clock_timestamp() WHERE template_no = $1
