INSERT INTO fairdraw.actions (actor, action, subject, detail) VALUES ($1, $2, $3, $4)
