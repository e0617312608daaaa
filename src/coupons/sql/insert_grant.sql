-- $1 id, $2 template number, $3 the list's hash, $4 how many users. Gives its number, or nothing where the id is taken.
INSERT INTO fairdraw.grants (grant_id, template_no, list_hash, users) VALUES ($1, $2, $3::bytea, $4)
ON CONFLICT (grant_id) DO NOTHING
RETURNING grant_no
