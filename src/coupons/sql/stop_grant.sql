-- $1 grant id: waits for the part that is being given. Gives its number, or nothing where it was over already.
UPDATE fairdraw.grants SET state = 'stopped', ended_at = clock_timestamp()
WHERE grant_id = $1 AND state = 'running'
RETURNING grant_no
