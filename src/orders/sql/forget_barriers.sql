-- A global transaction is over long before.
DELETE FROM fairdraw.dtm_barriers WHERE passed_at < statement_timestamp() - interval '30 days'
