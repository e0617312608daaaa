-- $1 template number: whether rounds that are drawn give it, now or to come; and how much of its total first-come rounds that go on have
-- yet to give.
SELECT EXISTS (SELECT FROM fairdraw.rounds r WHERE r.template_no = $1 AND r.kind = 'draw')
           OR EXISTS (SELECT FROM fairdraw.campaigns c WHERE c.template_no = $1),
       coalesce((SELECT sum(k.stock - k.issued) FROM fairdraw.rounds r JOIN fairdraw.round_stock k USING (round_no)
                 WHERE r.template_no = $1 AND r.state = 'announced' AND clock_timestamp() < r.close_due_at), 0)::bigint
