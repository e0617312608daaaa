-- Receipts: what was promised to whom. Entries that become durable in one commit share one signed promise, a Merkle tree over them
-- (draw-protocol, section 6). Kept is what the tree is made of; signatures are deterministic, and so are made again when asked for.

CREATE TABLE fairdraw.receipt_batches (
    round_no integer NOT NULL,
    batch_no bigint GENERATED ALWAYS AS IDENTITY,
    committed_at timestamptz NOT NULL,
    leaves bytea NOT NULL,
    CONSTRAINT receipt_batches_pkey PRIMARY KEY (round_no, batch_no),
    CONSTRAINT receipt_batches_leaves_are_whole CHECK (octet_length(leaves) > 0 AND octet_length(leaves) % 24 = 0)
);
-- Tags are random bits: trying to compress them takes time and gains nothing.
ALTER TABLE fairdraw.receipt_batches ALTER leaves SET STORAGE EXTERNAL;
COMMENT ON TABLE fairdraw.receipt_batches IS
    'which entries share a receipt''s signature? A row a commit: ascending, for each entry its tag (16 bytes) and when it was received (milliseconds, 8 bytes)';
COMMENT ON COLUMN fairdraw.receipt_batches.committed_at IS 'when the commit was begun: not before any of its entries was received, nor after the close';
COMMENT ON INDEX fairdraw.receipt_batches_pkey IS 'what a receipt is made of, when somebody asks for theirs again';

ALTER TABLE fairdraw.entries ADD COLUMN batch_no bigint;
COMMENT ON COLUMN fairdraw.entries.batch_no IS 'which receipt_batches row it became durable with; null for entries from before there were receipts';

-- As before; and the batch is written down with the entries. Without `committed_ms` (a program from before there were receipts) there is
-- none, and those entries have no receipt.
DROP FUNCTION fairdraw.record_entries;
CREATE FUNCTION fairdraw.record_entries(of_round integer, users text[], tags bytea[], arrivals_ms bigint[], committed_ms bigint DEFAULT NULL)
    RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_round record;
    is_reserved text := '';
    batch bigint;
BEGIN
    -- A statement after the lock, and so with a snapshot of its own: it sees what was committed behind the fence.
    PERFORM pg_advisory_xact_lock_shared(fairdraw.fence(), of_round);
    SELECT r.reserve_from, fairdraw.unix_ms(r.enter_from) AS from_ms, fairdraw.unix_ms(r.enter_to) AS to_ms INTO open_round
    FROM fairdraw.rounds r
    WHERE r.round_no = of_round AND r.state = 'announced';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF open_round.reserve_from IS NOT NULL THEN
        -- A scalar subquery looks one user up; EXISTS might be planned as a hash of all who reserved, once a batch.
        is_reserved := format('AND (SELECT true FROM fairdraw.%I v WHERE v.user_id = b.user_id AND v.round_no = $1)',
                              'reservations_' || of_round);
    END IF;
    IF committed_ms IS NOT NULL THEN
        batch := nextval('fairdraw.receipt_batches_batch_no_seq');
    END IF;
    RETURN QUERY EXECUTE format(
        $sql$
            WITH recorded AS (
                INSERT INTO fairdraw.%I (round_no, user_id, tag, received_at, batch_no)
                SELECT $1, b.user_id, b.tag, timestamptz 'epoch' + b.arrived_ms * interval '1 millisecond', $7
                FROM unnest($2, $3, $4) AS b (user_id, tag, arrived_ms)
                WHERE b.arrived_ms >= $5 AND b.arrived_ms < $6 %s
                ON CONFLICT DO NOTHING
                RETURNING user_id, tag, received_at
            ), batch AS (
                INSERT INTO fairdraw.receipt_batches (round_no, batch_no, committed_at, leaves) OVERRIDING SYSTEM VALUE
                SELECT $1, $7, timestamptz 'epoch' + $8 * interval '1 millisecond',
                       string_agg(tag || int8send(floor(extract(epoch FROM received_at) * 1000)::bigint), '' ORDER BY tag)
                FROM recorded
                HAVING $7 IS NOT NULL AND count(*) > 0
            )
            SELECT user_id FROM recorded
        $sql$, 'entries_' || of_round, is_reserved)
        USING of_round, users, tags, arrivals_ms, open_round.from_ms, open_round.to_ms, batch, committed_ms;
END
$$;
COMMENT ON FUNCTION fairdraw.record_entries IS
    'records the first entry of each user who reserved (where that is needed) and whose entry arrived in the window, while the round is open, with the batch that their receipts come from, and gives back whose were recorded now; users in ascending order, so that two batches cannot wait for each other';

REVOKE ALL ON FUNCTION fairdraw.record_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.record_entries TO fairdraw_serving;
GRANT SELECT ON fairdraw.receipt_batches TO fairdraw_serving, fairdraw_keeper;
