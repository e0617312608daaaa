-- $1 round number: what was promised last; null where nobody entered.
SELECT fairdraw.unix_ms(max(committed_at)) FROM fairdraw.receipt_batches WHERE round_no = $1
