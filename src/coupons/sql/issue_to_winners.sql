-- $1 round number: a coupon for each winner; gives how many.
SELECT fairdraw.issue_to_winners($1)
