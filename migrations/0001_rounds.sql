-- The rush: campaigns, rounds, who reserved, who entered, who won, and what was published.
-- Every table says which question it answers; every index, which query it is for.

-- Roles belong to the whole cluster: another database may have made them already, or be making them right now.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['fairdraw_serving', 'fairdraw_keeper'] LOOP
        -- An administrator may have made it beforehand; then this login needs no right to.
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        -- Who migrates may serve, too. Where this login may not give roles, an administrator does.
        IF NOT pg_has_role(wanted, 'MEMBER') THEN
            BEGIN
                EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
            EXCEPTION WHEN insufficient_privilege OR unique_violation OR internal_error THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;
-- fairdraw_serving answers requests: it records reservations and entries and reads what is public, but no secrets.
-- fairdraw_keeper keeps the rounds: it announces, closes, draws and voids them, and acts for operators.

CREATE FUNCTION fairdraw.unix_ms(at timestamptz) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN floor(extract(epoch FROM at) * 1000)::bigint;
COMMENT ON FUNCTION fairdraw.unix_ms IS 'a time as the program reads it: whole milliseconds since 1970';

CREATE FUNCTION fairdraw.from_unix_ms(ms bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN timestamptz 'epoch' + ms * interval '1 millisecond';
COMMENT ON FUNCTION fairdraw.from_unix_ms IS 'a time as the program gives it';

CREATE FUNCTION fairdraw.now_ms() RETURNS bigint
    LANGUAGE sql VOLATILE
    RETURN fairdraw.unix_ms(clock_timestamp());
COMMENT ON FUNCTION fairdraw.now_ms IS 'the one clock that rounds are judged by, at this moment and not at the transaction''s start';

CREATE FUNCTION fairdraw.first_instant_of(local_time timestamp, time_zone text) RETURNS timestamptz
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    -- Where a time occurs twice PostgreSQL takes the second, and where it does not exist the one after the gap.
    usual timestamptz := local_time AT TIME ZONE time_zone;
    -- The same with the offset that was in force a day earlier: the first occurrence, where there are two.
    day_before timestamptz := usual - interval '1 day';
    earlier timestamptz := (local_time - ((day_before AT TIME ZONE time_zone) - (day_before AT TIME ZONE 'UTC'))) AT TIME ZONE 'UTC';
BEGIN
    RETURN CASE WHEN earlier AT TIME ZONE time_zone = local_time THEN least(usual, earlier) ELSE usual END;
END
$$;
COMMENT ON FUNCTION fairdraw.first_instant_of IS
    'when a local time happens: the first time where clocks are set back over it, moved forward by the gap where they skip it';

CREATE TABLE fairdraw.campaigns (
    campaign_id text COLLATE "C" PRIMARY KEY,
    time_zone text NOT NULL,
    starts_at time NOT NULL,
    reserve_opens_before_s integer,
    reserve_closes_before_s integer,
    enter_for_s integer NOT NULL,
    quota text NOT NULL,
    beacon text NOT NULL,
    first_day date,
    last_day date,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stopped_at timestamptz,
    CONSTRAINT campaigns_id_leaves_room_for_the_day CHECK (campaign_id ~ '^[a-z0-9][a-z0-9-]{0,52}$'),
    CONSTRAINT campaigns_reserve_whole_or_not_at_all CHECK ((reserve_opens_before_s IS NULL) = (reserve_closes_before_s IS NULL)),
    CONSTRAINT campaigns_reserve_before_entering CHECK (reserve_opens_before_s > reserve_closes_before_s AND reserve_closes_before_s >= 0),
    CONSTRAINT campaigns_enter_for_a_while CHECK (enter_for_s BETWEEN 1 AND 86400)
);
COMMENT ON TABLE fairdraw.campaigns IS 'which rounds recur, and by what rule? One row an event that repeats daily in a time zone';

CREATE TABLE fairdraw.rounds (
    round_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" REFERENCES fairdraw.campaigns,
    day date,
    reserve_from timestamptz,
    reserve_to timestamptz,
    enter_from timestamptz NOT NULL,
    enter_to timestamptz NOT NULL,
    close_due_at timestamptz NOT NULL,
    quota text NOT NULL,
    beacon text NOT NULL,
    operator_vkey text NOT NULL,
    state text NOT NULL DEFAULT 'announced',
    announced_at timestamptz NOT NULL,
    closed_at timestamptz,
    drawn_at timestamptz,
    voided_at timestamptz,
    void_reason text,
    reservations bigint,
    entries bigint,
    disqualified bigint,
    winners bigint,
    seed bytea,
    cutoff bytea,
    alarm text,
    CONSTRAINT rounds_one_per_id UNIQUE (round_id),
    CONSTRAINT rounds_one_per_campaign_and_day UNIQUE (campaign_id, day),
    CONSTRAINT rounds_id_is_an_identifier CHECK (round_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    CONSTRAINT rounds_campaign_has_a_day CHECK ((campaign_id IS NULL) = (day IS NULL)),
    CONSTRAINT rounds_reserve_whole_or_not_at_all CHECK ((reserve_from IS NULL) = (reserve_to IS NULL)),
    CONSTRAINT rounds_windows_in_order CHECK (
        announced_at <= coalesce(reserve_from, enter_from) AND reserve_from < reserve_to AND reserve_to <= enter_from
        AND enter_from < enter_to AND enter_to <= close_due_at),
    CONSTRAINT rounds_state_is_known CHECK (state IN ('announced', 'closing', 'closed', 'drawn', 'void')),
    CONSTRAINT rounds_closed_in_full CHECK (
        state NOT IN ('closed', 'drawn')
        OR (closed_at >= enter_to AND reservations IS NOT NULL AND entries IS NOT NULL AND disqualified IS NOT NULL)),
    CONSTRAINT rounds_drawn_in_full CHECK (state <> 'drawn' OR (drawn_at >= closed_at AND winners IS NOT NULL AND seed IS NOT NULL)),
    CONSTRAINT rounds_void_in_full CHECK (state <> 'void' OR (voided_at IS NOT NULL AND void_reason IS NOT NULL AND drawn_at IS NULL))
);
COMMENT ON TABLE fairdraw.rounds IS 'what is a round''s rule, and how far is its life? One row a round';
COMMENT ON COLUMN fairdraw.rounds.round_no IS 'the round inside this database: small, because every entry carries it';
COMMENT ON COLUMN fairdraw.rounds.close_due_at IS 'when the close may begin: the end of the entry window and a grace for entries that arrived in time and are being recorded';
COMMENT ON COLUMN fairdraw.rounds.operator_vkey IS 'the key that signs this round from its announcement to its end';
COMMENT ON COLUMN fairdraw.rounds.state IS 'announced (until the entry window is over) -> closing (nothing can be added) -> closed (the list is signed) -> drawn; or void';
COMMENT ON COLUMN fairdraw.rounds.alarm IS 'why the round''s life has stopped and waits for an operator';

CREATE INDEX rounds_due ON fairdraw.rounds (close_due_at) WHERE state IN ('announced', 'closing', 'closed') AND alarm IS NULL;
COMMENT ON INDEX fairdraw.rounds_due IS 'which round''s next step is due?';
CREATE INDEX rounds_newest ON fairdraw.rounds (enter_from DESC, round_no DESC);
COMMENT ON INDEX fairdraw.rounds_newest IS 'the list of rounds, newest first, page by page';

CREATE TABLE fairdraw.round_secrets (
    round_no integer PRIMARY KEY REFERENCES fairdraw.rounds,
    secret bytea NOT NULL,
    tag_key bytea NOT NULL,
    CONSTRAINT round_secrets_are_32_bytes CHECK (octet_length(secret) = 32 AND octet_length(tag_key) = 32)
);
COMMENT ON TABLE fairdraw.round_secrets IS 'what was committed to at the announcement? Apart from rounds, so that no serving query can read it';

CREATE TABLE fairdraw.publications (
    publication_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round_no integer NOT NULL REFERENCES fairdraw.rounds,
    kind text NOT NULL,
    note text NOT NULL,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT publications_one_per_kind UNIQUE (round_no, kind),
    CONSTRAINT publications_kind_is_known CHECK (kind IN ('announcement', 'close', 'draw', 'void'))
);
COMMENT ON TABLE fairdraw.publications IS 'what exactly was signed and published, in which order? Signed notes, never changed';

CREATE TABLE fairdraw.reservations (
    round_no integer NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    reserved_at timestamptz NOT NULL,
    CONSTRAINT reservations_one_per_user PRIMARY KEY (user_id, round_no)
) PARTITION BY LIST (round_no);
COMMENT ON TABLE fairdraw.reservations IS 'who reserved, and when did it arrive? A partition a round, without triggers or foreign keys';

CREATE TABLE fairdraw.entries (
    round_no integer NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    tag bytea NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT entries_one_per_user PRIMARY KEY (user_id, round_no),
    CONSTRAINT entries_tag_is_16_bytes CHECK (octet_length(tag) = 16)
) PARTITION BY LIST (round_no);
COMMENT ON TABLE fairdraw.entries IS 'who entered, under which tag, and when did it arrive? A partition a round, so that a draw reads its own round alone';

CREATE TABLE fairdraw.disqualifications (
    round_no integer NOT NULL REFERENCES fairdraw.rounds,
    user_id text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    disqualified_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT disqualifications_one_per_user PRIMARY KEY (round_no, user_id),
    CONSTRAINT disqualifications_reason_is_a_word CHECK (reason ~ '^[a-z_]{1,64}$')
);
COMMENT ON TABLE fairdraw.disqualifications IS 'whose entry does not take part, and why? Frozen by the close';

CREATE TABLE fairdraw.winners (
    round_no integer NOT NULL REFERENCES fairdraw.rounds,
    rank bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    tag bytea NOT NULL,
    ticket bytea NOT NULL,
    CONSTRAINT winners_one_per_rank PRIMARY KEY (round_no, rank),
    CONSTRAINT winners_one_per_user UNIQUE (round_no, user_id)
);
COMMENT ON TABLE fairdraw.winners IS 'who won, in which rank?';

CREATE TABLE fairdraw.coupons (
    code text COLLATE "C" PRIMARY KEY,
    round_no integer NOT NULL REFERENCES fairdraw.rounds,
    user_id text COLLATE "C" NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT coupons_one_per_round_and_user UNIQUE (round_no, user_id)
);
COMMENT ON TABLE fairdraw.coupons IS 'which coupon did somebody get for what? One row a coupon';

CREATE TABLE fairdraw.actions (
    action_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    acted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL DEFAULT ''
);
COMMENT ON TABLE fairdraw.actions IS 'which operator did what, to which round or campaign, and when? Never changed';

COMMENT ON TABLE fairdraw.schema_migrations IS 'which migrations ran here, and in which form?';
COMMENT ON INDEX fairdraw.schema_migrations_pkey IS 'each migration once';
COMMENT ON INDEX fairdraw.campaigns_pkey IS 'a campaign by its id; the list of campaigns';
COMMENT ON INDEX fairdraw.rounds_pkey IS 'a round by its number, from everything that carries it';
COMMENT ON INDEX fairdraw.rounds_one_per_id IS 'a round by its id, from an address';
COMMENT ON INDEX fairdraw.rounds_one_per_campaign_and_day IS 'is a campaign''s day announced? Once, whoever announces it';
COMMENT ON INDEX fairdraw.round_secrets_pkey IS 'a round''s secrets';
COMMENT ON INDEX fairdraw.publications_pkey IS 'all texts in the order of publication';
COMMENT ON INDEX fairdraw.publications_one_per_kind IS 'a round''s texts: one close, one draw, whatever crashes';
COMMENT ON INDEX fairdraw.reservations_one_per_user IS 'did this user reserve? Once a round';
COMMENT ON INDEX fairdraw.entries_one_per_user IS 'did this user enter? Once a round';
COMMENT ON INDEX fairdraw.disqualifications_one_per_user IS 'is this user disqualified in a round?';
COMMENT ON INDEX fairdraw.winners_one_per_rank IS 'a round''s winners in order of rank, page by page';
COMMENT ON INDEX fairdraw.winners_one_per_user IS 'did this user win a round?';
COMMENT ON INDEX fairdraw.coupons_pkey IS 'a coupon by its code; no two are the same';
COMMENT ON INDEX fairdraw.coupons_one_per_round_and_user IS 'a user''s coupon from a round: one, whatever crashes';
COMMENT ON INDEX fairdraw.actions_pkey IS 'what operators did, in order';

-- What needs an owner.

CREATE FUNCTION fairdraw.make_partitions(of_round integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parent text;
BEGIN
    -- Made apart and then attached: that locks the parent against other attaching only, where PARTITION OF would wait for,
    -- and block, every window that is open.
    FOREACH parent IN ARRAY ARRAY['reservations', 'entries'] LOOP
        EXECUTE format('CREATE TABLE fairdraw.%I (LIKE fairdraw.%I INCLUDING ALL)', parent || '_' || of_round, parent);
        EXECUTE format('COMMENT ON TABLE fairdraw.%I IS %L', parent || '_' || of_round,
                       'the ' || parent || ' of round number ' || of_round);
        EXECUTE format('ALTER TABLE fairdraw.%I ATTACH PARTITION fairdraw.%I FOR VALUES IN (%L)',
                       parent, parent || '_' || of_round, of_round);
    END LOOP;
END
$$;
COMMENT ON FUNCTION fairdraw.make_partitions IS 'room for one round''s reservations and entries, made when it is announced';

CREATE FUNCTION fairdraw.index_entries_by_tag(of_round integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- At the close and not before: during the rush each entry would pay for it.
    EXECUTE format('CREATE UNIQUE INDEX %I ON fairdraw.%I (tag)', 'entries_' || of_round || '_by_tag', 'entries_' || of_round);
    EXECUTE format('COMMENT ON INDEX fairdraw.%I IS %L', 'entries_' || of_round || '_by_tag',
                   'the round''s list in the order it is published in; and no two users share a tag');
END
$$;
COMMENT ON FUNCTION fairdraw.index_entries_by_tag IS 'makes a closed round''s list readable in the order it is published in';

CREATE FUNCTION fairdraw.hold_open(of_round integer)
    RETURNS TABLE (reserve_from timestamptz, reserve_to timestamptz, enter_from timestamptz, enter_to timestamptz)
    LANGUAGE sql VOLATILE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.reserve_from, r.reserve_to, r.enter_from, r.enter_to
    FROM fairdraw.rounds r
    WHERE r.round_no = of_round AND r.state = 'announced'
    FOR SHARE
$$;
COMMENT ON FUNCTION fairdraw.hold_open IS
    'the fence, from the recorder''s side: a round''s windows if it can still take something, and it cannot begin to close before the caller''s transaction ends';

-- The protocol's arithmetic (draw-protocol, section 3), for the draw in SQL. The program draws again with its own.

CREATE FUNCTION fairdraw.seed(close_hash bytea, secret bytea, beacon_randomness bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(convert_to(
        'fairdraw/v1 seed' || chr(10) ||
        'close ' || encode(close_hash, 'hex') || chr(10) ||
        'secret ' || encode(secret, 'hex') || chr(10) ||
        'beacon ' || coalesce(encode(beacon_randomness, 'hex'), 'none') || chr(10), 'UTF8'));
COMMENT ON FUNCTION fairdraw.seed IS 'section 3.1';

CREATE FUNCTION fairdraw.quota_winners(quota text, entries bigint, seed bytea) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    word text[] := regexp_split_to_array(quota, '[ /]');
    a numeric;
    b numeric;
    q bigint;
    r numeric;
    i integer := 0;
    x numeric;
    hash bytea;
BEGIN
    IF word[1] = 'count' THEN
        RETURN least(word[2]::bigint, entries);
    END IF;
    a := word[2];
    b := word[3];
    q := div(entries * a, b);
    r := mod(entries * a, b);
    IF word[4] = 'floor' OR r = 0 THEN
        RETURN q;
    END IF;
    -- Takes the first x that lies below the greatest multiple of b, so that x mod b is uniform.
    LOOP
        hash := sha256(seed || convert_to('quota', 'UTF8') || int4send(i));
        SELECT sum(get_byte(hash, byte) * 256::numeric ^ (7 - byte)) INTO x FROM generate_series(0, 7) AS byte;
        x := trunc(x);
        IF x - mod(x, b) <= 18446744073709551616 - b THEN
            RETURN q + CASE WHEN mod(x, b) < r THEN 1 ELSE 0 END;
        END IF;
        i := i + 1;
    END LOOP;
END
$$;
COMMENT ON FUNCTION fairdraw.quota_winners IS 'section 3.4: how many win';

-- Who may do what. Nobody but the owner has a right that is not given here.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA fairdraw FROM PUBLIC;
GRANT USAGE ON SCHEMA fairdraw TO fairdraw_serving, fairdraw_keeper;
GRANT EXECUTE ON FUNCTION fairdraw.unix_ms, fairdraw.from_unix_ms, fairdraw.now_ms, fairdraw.hold_open TO fairdraw_serving, fairdraw_keeper;
GRANT SELECT ON fairdraw.schema_migrations, fairdraw.campaigns, fairdraw.rounds, fairdraw.publications, fairdraw.reservations,
    fairdraw.entries, fairdraw.disqualifications, fairdraw.winners, fairdraw.coupons TO fairdraw_serving, fairdraw_keeper;
GRANT INSERT ON fairdraw.reservations, fairdraw.entries TO fairdraw_serving;

GRANT EXECUTE ON FUNCTION fairdraw.make_partitions, fairdraw.index_entries_by_tag, fairdraw.first_instant_of, fairdraw.seed,
    fairdraw.quota_winners TO fairdraw_keeper;
GRANT SELECT, INSERT ON fairdraw.round_secrets TO fairdraw_keeper;
GRANT INSERT ON fairdraw.campaigns, fairdraw.rounds, fairdraw.publications, fairdraw.winners, fairdraw.coupons, fairdraw.actions
    TO fairdraw_keeper;
GRANT UPDATE (stopped_at) ON fairdraw.campaigns TO fairdraw_keeper;
GRANT UPDATE (state, closed_at, drawn_at, voided_at, void_reason, reservations, entries, disqualified, winners, seed, cutoff, alarm)
    ON fairdraw.rounds TO fairdraw_keeper;
GRANT INSERT, UPDATE, DELETE ON fairdraw.disqualifications TO fairdraw_keeper;
