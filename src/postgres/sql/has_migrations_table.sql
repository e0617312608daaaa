SELECT to_regclass('fairdraw.schema_migrations') IS NOT NULL
