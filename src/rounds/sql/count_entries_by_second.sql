-- $1 round number: how the rush went.
SELECT fairdraw.unix_ms(date_trunc('second', e.received_at)) AS second, count(*)
FROM fairdraw.entries e
WHERE e.round_no = $1
GROUP BY second
ORDER BY second
