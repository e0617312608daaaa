-- $1 template number: whether rounds that are drawn give it, now or to come; how many are issued; and how many first-come rounds that go on
-- have yet to give. One statement, since who issues moves coupons from the one count to the other.
SELECT EXISTS (SELECT FROM fairdraw.rounds r WHERE r.template_no = $1 AND r.kind = 'draw')
           OR EXISTS (SELECT FROM fairdraw.campaigns c WHERE c.template_no = $1),
       s.issued,
       coalesce((SELECT sum(k.stock - k.issued) FROM fairdraw.rounds r JOIN fairdraw.round_stock k USING (round_no)
                 WHERE r.template_no = $1 AND r.state = 'announced' AND clock_timestamp() < r.close_due_at), 0)::bigint
FROM fairdraw.template_stock s
WHERE s.template_no = $1
