SELECT name, checksum FROM fairdraw.schema_migrations ORDER BY name
