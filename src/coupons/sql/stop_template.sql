-- $1 template number
UPDATE fairdraw.templates SET state = 'stopped', stopped_at = clock_timestamp() WHERE template_no = $1
