-- $1 promotion number: what this sees, and how many bytes of CSV that is
SELECT now.seen::text, coalesce(sum(octet_length(fairdraw.csv_line(c, now.seen))), 0)
FROM (SELECT pg_current_snapshot() AS seen) AS now
LEFT JOIN fairdraw.promotion_codes c ON c.promotion_no = $1
GROUP BY now.seen::text
