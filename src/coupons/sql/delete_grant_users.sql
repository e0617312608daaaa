-- $1 grant number, of a grant that is over
DELETE FROM fairdraw.grant_users WHERE grant_no = $1
