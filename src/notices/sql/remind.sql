-- Of the issue that is due next: how many people were reminded, or null where none is due.
SELECT fairdraw.remind()
