-- $1 user, $2 before which notice or null, $3 whether only what is unread, $4 how many: newest first.
SELECT notice_no, kind, title, body, round_id, outcome, template_id, template_title, created_ms, read_ms
FROM fairdraw.inbox($1, $2, $3, $4)
