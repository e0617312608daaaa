-- $1 type of the global transaction, $2 its gid, $3 branch, $4 operation: whether it is to be carried out
SELECT fairdraw.pass_barrier($1, $2, $3, $4)
