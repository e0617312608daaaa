-- $1 round number, $2 tags in the order of arrival, as bytea's text: entries of nobody, for a draw that will be taken back.
INSERT INTO fairdraw.entries (round_no, user_id, tag, received_at)
SELECT $1, 'trial-' || arrived.number, arrived.tag, timestamptz 'epoch' + arrived.number * interval '1 millisecond'
FROM unnest($2::bytea[]) WITH ORDINALITY AS arrived (tag, number)
