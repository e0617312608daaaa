UPDATE fairdraw.campaigns SET stopped_at = clock_timestamp() WHERE campaign_id = $1 AND stopped_at IS NULL
