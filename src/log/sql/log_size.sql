-- How many leaves the log has.
SELECT coalesce(max(index) + 1, 0) FROM fairdraw.log_nodes WHERE level = 0
