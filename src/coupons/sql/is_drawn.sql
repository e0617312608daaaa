-- $1 template number: whether rounds that are drawn give it, now or to come.
SELECT EXISTS (SELECT FROM fairdraw.rounds r WHERE r.template_no = $1 AND r.kind = 'draw')
    OR EXISTS (SELECT FROM fairdraw.campaigns c WHERE c.template_no = $1)
