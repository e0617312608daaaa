INSERT INTO fairdraw.round_secrets (round_no, secret, tag_key) VALUES ($1, $2, $3)
