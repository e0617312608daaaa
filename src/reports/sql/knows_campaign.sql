-- $1 campaign id
SELECT campaign_id FROM fairdraw.campaigns WHERE campaign_id = $1
