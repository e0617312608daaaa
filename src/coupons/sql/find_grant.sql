-- $1 grant id: how far it is. The columns are list_grants' too.
SELECT g.grant_no, g.grant_id, t.template_id, g.users, g.done, g.issued, g.state, fairdraw.unix_ms(g.created_at),
       fairdraw.unix_ms(g.ended_at), encode(g.list_hash, 'hex')
FROM fairdraw.grants g JOIN fairdraw.templates t USING (template_no)
WHERE g.grant_id = $1
