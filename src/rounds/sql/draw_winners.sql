-- The draw (draw-protocol, section 3). $1 round number, $2 seed, $3 k, $4 a bound that about k tickets lie below.
-- Tickets are uniform, so only those below the bound need sorting; if they turn out to be fewer than k, nothing is written and
-- the caller widens the bound.
WITH candidates AS MATERIALIZED (
    SELECT ticketed.* FROM (
        SELECT e.user_id, e.tag, sha256($2::bytea || e.tag) AS ticket
        FROM fairdraw.entries e
        WHERE e.round_no = $1
          AND NOT EXISTS (SELECT FROM fairdraw.disqualifications d WHERE d.round_no = $1 AND d.user_id = e.user_id)
    ) AS ticketed
    WHERE ticketed.ticket <= $4::bytea
)
INSERT INTO fairdraw.winners (round_no, rank, user_id, tag, ticket)
SELECT $1, row_number() OVER (ORDER BY ticket, tag), user_id, tag, ticket
FROM candidates
WHERE (SELECT count(*) FROM candidates) >= $3
ORDER BY ticket, tag
LIMIT $3
