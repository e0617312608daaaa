SELECT fairdraw.make_partitions($1)
