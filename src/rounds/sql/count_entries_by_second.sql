-- $1 round number: how the rush went.
SELECT fairdraw.unix_ms(came.second), sum(came.entries)::bigint
FROM (SELECT date_trunc('second', e.received_at) AS second, count(*) AS entries
      FROM fairdraw.entries e WHERE e.round_no = $1 GROUP BY second
      UNION ALL
      SELECT date_trunc('second', i.issued_at), i.coupons
      FROM fairdraw.issues i WHERE i.round_no = $1 AND i.reason = 'first_come') AS came
GROUP BY came.second
ORDER BY came.second
