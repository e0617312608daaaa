-- $1 template id: what a round that gives its coupons relies on stays so until this transaction ends, and no other round is announced on
-- it meanwhile. Gives its number.
SELECT template_no FROM fairdraw.templates WHERE template_id = $1 FOR NO KEY UPDATE
