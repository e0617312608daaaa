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

-- Beside record_entries, by which an older program goes on recording until it is restarted; those entries have no receipt.
CREATE FUNCTION fairdraw.record_entry_batch(of_round integer, users text[], tags bytea[], arrivals_ms bigint[], committed_ms bigint,
                                            batch_leaves bytea) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_round record;
    is_reserved text := '';
    batch bigint;
    recorded bigint;
BEGIN
    -- A statement after the lock, and so with a snapshot of its own: it sees what was committed behind the fence.
    PERFORM pg_advisory_xact_lock_shared(fairdraw.fence(), of_round);
    SELECT r.reserve_from, fairdraw.unix_ms(r.enter_from) AS from_ms, fairdraw.unix_ms(r.enter_to) AS to_ms INTO open_round
    FROM fairdraw.rounds r
    WHERE r.round_no = of_round AND r.state = 'announced';
    IF NOT FOUND THEN
        RETURN QUERY SELECT unnest(users);
        RETURN;
    END IF;
    IF open_round.reserve_from IS NOT NULL THEN
        -- A scalar subquery looks one user up; EXISTS might be planned as a hash of all who reserved, once a batch.
        is_reserved := format('AND (SELECT true FROM fairdraw.%I v WHERE v.user_id = b.user_id AND v.round_no = $1)',
                              'reservations_' || of_round);
    END IF;
    batch := nextval('fairdraw.receipt_batches_batch_no_seq');
    EXECUTE format(
        $sql$
            INSERT INTO fairdraw.%I (round_no, user_id, tag, received_at, batch_no)
            SELECT $1, b.user_id, b.tag, timestamptz 'epoch' + b.arrived_ms * interval '1 millisecond', $7
            FROM unnest($2, $3, $4) AS b (user_id, tag, arrived_ms)
            WHERE b.arrived_ms >= $5 AND b.arrived_ms < $6 %s
            ON CONFLICT DO NOTHING
        $sql$, 'entries_' || of_round, is_reserved)
        USING of_round, users, tags, arrivals_ms, open_round.from_ms, open_round.to_ms, batch;
    GET DIAGNOSTICS recorded = ROW_COUNT;
    IF recorded < cardinality(users) THEN
        -- Who was not recorded now has no leaf.
        EXECUTE format(
            $sql$
                SELECT string_agg(b.tag || int8send(b.arrived_ms), '' ORDER BY b.tag)
                FROM unnest($2, $3, $4) AS b (user_id, tag, arrived_ms)
                WHERE (SELECT e.batch_no FROM fairdraw.%I e WHERE e.user_id = b.user_id AND e.round_no = $1) = $5
            $sql$, 'entries_' || of_round)
            INTO batch_leaves USING of_round, users, tags, arrivals_ms, batch;
        RETURN QUERY EXECUTE format(
            $sql$
                SELECT u FROM unnest($2) AS u
                WHERE (SELECT e.batch_no FROM fairdraw.%I e WHERE e.user_id = u AND e.round_no = $1) IS DISTINCT FROM $3
            $sql$, 'entries_' || of_round)
            USING of_round, users, batch;
    END IF;
    IF recorded > 0 THEN
        INSERT INTO fairdraw.receipt_batches (round_no, batch_no, committed_at, leaves) OVERRIDING SYSTEM VALUE
        VALUES (of_round, batch, timestamptz 'epoch' + committed_ms * interval '1 millisecond', batch_leaves);
    END IF;
END
$$;
COMMENT ON FUNCTION fairdraw.record_entry_batch IS
    'records the first entry of each user who reserved (where that is needed) and whose entry arrived in the window, while the round is open, with the batch that their receipts come from (batch_leaves holds all of them, ascending by tag), and gives back whose were not recorded now; users in ascending order, so that two batches cannot wait for each other';

REVOKE ALL ON FUNCTION fairdraw.record_entry_batch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.record_entry_batch TO fairdraw_serving;
GRANT SELECT ON fairdraw.receipt_batches TO fairdraw_serving, fairdraw_keeper;
