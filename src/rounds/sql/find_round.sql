-- $1 round id: what never changes about a round, with the key that names its entrants and the one that signs for it.
SELECT r.round_no, fairdraw.unix_ms(r.reserve_from), fairdraw.unix_ms(r.reserve_to), fairdraw.unix_ms(r.enter_from),
       fairdraw.unix_ms(r.enter_to), fairdraw.unix_ms(fairdraw.draw_due(r.close_due_at, r.beacon_due_at)),
       encode(s.tag_key, 'hex'), r.operator_vkey
FROM fairdraw.rounds r
JOIN fairdraw.round_secrets s USING (round_no)
WHERE r.round_id = $1
