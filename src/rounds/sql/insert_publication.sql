INSERT INTO fairdraw.publications (round_no, kind, note) VALUES ($1, $2, $3)
