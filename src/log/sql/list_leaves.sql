-- $1 from, $2 to (not included), $3 how many at most: the texts that are the log's leaves, in order.
SELECT fairdraw.text_of(p.note)
FROM fairdraw.publications p
WHERE p.leaf_index >= $1 AND p.leaf_index < $2
ORDER BY p.leaf_index
LIMIT $3
