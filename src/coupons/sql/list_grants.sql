-- $1 the last number of the page before (null for the first), $2 how many: newest first
SELECT g.grant_no, g.grant_id, t.template_id, g.users, g.done, g.issued, g.state, fairdraw.unix_ms(g.created_at),
       fairdraw.unix_ms(g.ended_at), encode(g.list_hash, 'hex')
FROM fairdraw.grants g JOIN fairdraw.templates t USING (template_no)
WHERE $1::bigint IS NULL OR g.grant_no < $1
ORDER BY g.grant_no DESC
LIMIT $2
