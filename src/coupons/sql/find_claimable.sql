-- $1 template id: what never changes of a template that is no draft any more, as far as claims are judged by it.
SELECT t.template_no, t.segment, fairdraw.unix_ms(t.claim_from)
FROM fairdraw.templates t
WHERE t.template_id = $1 AND t.state <> 'draft'
