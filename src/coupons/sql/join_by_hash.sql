-- For the rest of the transaction. Where a list is newer than the table's statistics, the planner takes it for a row, and would go through
-- all of the other list for each user.
SELECT set_config('enable_nestloop', 'off', true)
