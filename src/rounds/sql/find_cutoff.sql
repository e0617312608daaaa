-- $1 round number: the ticket of the last who won; nothing when nobody did.
SELECT encode(ticket, 'hex') FROM fairdraw.winners WHERE round_no = $1 ORDER BY rank DESC LIMIT 1
