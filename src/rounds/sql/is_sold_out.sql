-- $1 round number: whether nothing is left of its stock, which never grows; not of a round that is void, where that is what to say.
SELECT k.issued = k.stock AND r.state <> 'void'
FROM fairdraw.round_stock k JOIN fairdraw.rounds r USING (round_no)
WHERE k.round_no = $1
