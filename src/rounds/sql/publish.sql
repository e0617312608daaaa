-- $1 round number, $2 kind, $3 signed note. The log is held until the transaction ends, so this comes last.
SELECT fairdraw.publish($1, $2, $3)
