-- $1 how many at most: the next of a list get theirs. Gives how many, or null where nothing is to be granted.
SELECT fairdraw.grant_next($1)
