-- How many transactions the cluster is behind what is recorded.
SELECT fairdraw.transactions_behind()
