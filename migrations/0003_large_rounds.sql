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
