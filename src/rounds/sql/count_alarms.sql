SELECT count(*) FROM fairdraw.rounds WHERE alarm IS NOT NULL
