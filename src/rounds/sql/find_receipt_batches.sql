-- $1 round number, $2 batch numbers
SELECT b.batch_no, fairdraw.unix_ms(b.committed_at), encode(b.leaves, 'hex')
FROM fairdraw.receipt_batches b
WHERE b.round_no = $1 AND b.batch_no = ANY ($2::bigint[])
