-- The text that is the log's first leaf: an announcement.
SELECT fairdraw.text_of(p.note)
FROM fairdraw.publications p
WHERE p.leaf_index = 0
