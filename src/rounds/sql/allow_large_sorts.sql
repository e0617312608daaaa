-- For this transaction: it reads lists whole, so sorting them is cheaper than following an index to rows that lie anywhere, of which
-- few may be in memory by then. Tags come as bytea's hex.
SELECT set_config('work_mem', '64MB', true), set_config('maintenance_work_mem', '256MB', true),
       set_config('cursor_tuple_fraction', '1', true), set_config('effective_cache_size', '8MB', true),
       set_config('bytea_output', 'hex', true)
