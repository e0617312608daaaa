-- $1 round number: whether nothing is left of its stock, which never grows.
SELECT issued = stock FROM fairdraw.round_stock WHERE round_no = $1
