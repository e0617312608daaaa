-- Recording as functions of the owner: whoever serves requests can record through the fence and the windows only, and needs no
-- right to insert. They name the round's partition themselves, so that a batch is planned against one table however many rounds
-- there are, and their look at the round's row is planned once a session.

-- The fence is an advisory lock a round, shared by recorders and exclusive to whoever ends the window: sharing a lock on the
-- round's row would write to that row once a batch, and make a multixact of every two batches that meet.
CREATE FUNCTION fairdraw.fence() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 1717658994;
COMMENT ON FUNCTION fairdraw.fence IS 'the first key of the rounds'' advisory locks; the second is the round''s number';

CREATE FUNCTION fairdraw.record_reservations(of_round integer, users text[], arrivals_ms bigint[]) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_round record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(fairdraw.fence(), of_round);
    SELECT r.reserve_from, r.reserve_to INTO open_round FROM fairdraw.rounds r
    WHERE r.round_no = of_round AND r.state = 'announced';
    RETURN QUERY EXECUTE format(
        $sql$
            INSERT INTO fairdraw.%I (round_no, user_id, reserved_at)
            SELECT $1, batch.user_id, batch.arrived_at
            FROM (SELECT b.user_id, fairdraw.from_unix_ms(b.arrived_ms) AS arrived_at
                  FROM unnest($2, $3) AS b (user_id, arrived_ms)) AS batch
            WHERE batch.arrived_at >= $4 AND batch.arrived_at < $5
            ON CONFLICT DO NOTHING
            RETURNING user_id
        $sql$, 'reservations_' || of_round)
        USING of_round, users, arrivals_ms, open_round.reserve_from, open_round.reserve_to;
END
$$;
COMMENT ON FUNCTION fairdraw.record_reservations IS
    'records the first reservation of each user that arrived in the window, while the round is open, and gives back whose were recorded now; users in ascending order, so that two batches cannot wait for each other';

CREATE FUNCTION fairdraw.record_entries(of_round integer, users text[], tags bytea[], arrivals_ms bigint[]) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_round record;
    is_reserved text := '';
BEGIN
    -- A statement after the lock, and so with a snapshot of its own: it sees what was committed behind the fence.
    PERFORM pg_advisory_xact_lock_shared(fairdraw.fence(), of_round);
    SELECT r.reserve_from, r.enter_from, r.enter_to INTO open_round FROM fairdraw.rounds r
    WHERE r.round_no = of_round AND r.state = 'announced';
    IF open_round.reserve_from IS NOT NULL THEN
        -- A scalar subquery looks one user up; EXISTS might be planned as a hash of all who reserved, once a batch.
        is_reserved := format('AND (SELECT true FROM fairdraw.%I v WHERE v.user_id = batch.user_id AND v.round_no = $1)',
                              'reservations_' || of_round);
    END IF;
    RETURN QUERY EXECUTE format(
        $sql$
            INSERT INTO fairdraw.%I (round_no, user_id, tag, received_at)
            SELECT $1, batch.user_id, batch.tag, batch.arrived_at
            FROM (SELECT b.user_id, b.tag, fairdraw.from_unix_ms(b.arrived_ms) AS arrived_at
                  FROM unnest($2, $3, $4) AS b (user_id, tag, arrived_ms)) AS batch
            WHERE batch.arrived_at >= $5 AND batch.arrived_at < $6 %s
            ON CONFLICT DO NOTHING
            RETURNING user_id
        $sql$, 'entries_' || of_round, is_reserved)
        USING of_round, users, tags, arrivals_ms, open_round.enter_from, open_round.enter_to;
END
$$;
COMMENT ON FUNCTION fairdraw.record_entries IS
    'records the first entry of each user who reserved (where that is needed) and whose entry arrived in the window, while the round is open, and gives back whose were recorded now; users in ascending order, so that two batches cannot wait for each other';

REVOKE ALL ON FUNCTION fairdraw.fence, fairdraw.record_reservations, fairdraw.record_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.fence TO fairdraw_keeper;
GRANT EXECUTE ON FUNCTION fairdraw.record_reservations, fairdraw.record_entries TO fairdraw_serving;
REVOKE INSERT ON fairdraw.reservations, fairdraw.entries FROM fairdraw_serving;
