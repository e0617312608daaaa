-- What ten million entrants taught, and one fence for all.

-- Whoever held a round open by a lock on its row shares the round's advisory lock instead.
DROP FUNCTION fairdraw.hold_open;
COMMENT ON FUNCTION fairdraw.fence IS
    'the first key of the rounds'' advisory locks, the second being the round''s number: shared by whoever records or disqualifies, exclusive to whoever ends the window';

-- Two million winners and coupons are written by a step that holds their round's row: to look each one's round up again, row by
-- row, takes as long as to draw them.
ALTER TABLE fairdraw.winners DROP CONSTRAINT winners_round_no_fkey;
ALTER TABLE fairdraw.coupons DROP CONSTRAINT coupons_round_no_fkey;

CREATE OR REPLACE FUNCTION fairdraw.index_entries_by_tag(of_round integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- 3,000 rows of a sample tell enough: how many there are, and that no two have the same tag.
    SET default_statistics_target = 10
AS $$
BEGIN
    -- At the close and not before: during the rush each entry would pay for it.
    EXECUTE format('CREATE UNIQUE INDEX %I ON fairdraw.%I (tag)', 'entries_' || of_round || '_by_tag', 'entries_' || of_round);
    EXECUTE format('COMMENT ON INDEX fairdraw.%I IS %L', 'entries_' || of_round || '_by_tag',
                   'the round''s list in the order it is published in; and no two users share a tag');
    -- Without statistics the draw would be planned for the few rows that a new table is taken to have.
    EXECUTE format('ANALYZE fairdraw.%I', 'entries_' || of_round);
END
$$;
COMMENT ON FUNCTION fairdraw.index_entries_by_tag IS
    'makes a closed round''s list readable in the order it is published in, and known to the planner';

-- As before, but it begins nothing for a round that is no longer open (the close holds its partition until it commits), and times
-- stay numbers until a row is made of them: each batch is planned anew, so what its plan need not contain saves time each time.
CREATE OR REPLACE FUNCTION fairdraw.record_entries(of_round integer, users text[], tags bytea[], arrivals_ms bigint[]) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_round record;
    is_reserved text := '';
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
    RETURN QUERY EXECUTE format(
        $sql$
            INSERT INTO fairdraw.%I (round_no, user_id, tag, received_at)
            SELECT $1, b.user_id, b.tag, timestamptz 'epoch' + b.arrived_ms * interval '1 millisecond'
            FROM unnest($2, $3, $4) AS b (user_id, tag, arrived_ms)
            WHERE b.arrived_ms >= $5 AND b.arrived_ms < $6 %s
            ON CONFLICT DO NOTHING
            RETURNING user_id
        $sql$, 'entries_' || of_round, is_reserved)
        USING of_round, users, tags, arrivals_ms, open_round.from_ms, open_round.to_ms;
END
$$;
