SELECT fairdraw.index_entries_by_tag($1)
