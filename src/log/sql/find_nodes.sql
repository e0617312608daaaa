-- $1 levels, $2 indexes, in pairs: those nodes of the log's tree.
SELECT n.level, n.index, encode(n.hash, 'hex')
FROM unnest($1::smallint[], $2::bigint[]) AS wanted (level, index)
JOIN fairdraw.log_nodes n USING (level, index)
