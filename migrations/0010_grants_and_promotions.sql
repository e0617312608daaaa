-- Two more ways out: a merchant's grant to a list of users, as a job that goes on wherever it was left; and promotion codes.

CREATE TABLE fairdraw.grants (
    grant_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    grant_id text COLLATE "C" NOT NULL,
    template_no integer NOT NULL REFERENCES fairdraw.templates,
    list_hash bytea NOT NULL,
    users bigint NOT NULL,
    done bigint NOT NULL DEFAULT 0,
    issued bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'running',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    CONSTRAINT grants_one_per_id UNIQUE (grant_id),
    CONSTRAINT grants_id_is_an_identifier CHECK (grant_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    CONSTRAINT grants_progress_is_within_the_list CHECK (users > 0 AND 0 <= issued AND issued <= done AND done <= users),
    CONSTRAINT grants_state_is_known CHECK (state IN ('running', 'finished', 'stopped')),
    CONSTRAINT grants_end_in_full CHECK ((state = 'running') = (ended_at IS NULL) AND (state <> 'finished' OR done = users))
);
COMMENT ON TABLE fairdraw.grants IS 'which lists of users is a template given to, and how far is that? One row a list';
COMMENT ON COLUMN fairdraw.grants.list_hash IS 'SHA-256 of the list: the same again is a repeat';
COMMENT ON COLUMN fairdraw.grants.done IS 'so many of the list, in its order, have been given theirs or been refused';
COMMENT ON INDEX fairdraw.grants_pkey IS 'a grant by its number, from its list';
COMMENT ON INDEX fairdraw.grants_one_per_id IS 'a grant by its id';
CREATE INDEX grants_running ON fairdraw.grants (grant_no) WHERE state = 'running';
COMMENT ON INDEX fairdraw.grants_running IS 'what is still to be granted?';

-- Without a foreign key, as coupons are: a million rows come in the transaction that makes their grant, and no other.
CREATE TABLE fairdraw.grant_users (
    grant_no bigint NOT NULL,
    place bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    CONSTRAINT grant_users_pkey PRIMARY KEY (grant_no, place)
);
COMMENT ON TABLE fairdraw.grant_users IS 'who is on a grant''s list, in its order? Gone when the grant is over';
COMMENT ON INDEX fairdraw.grant_users_pkey IS 'the next part of a list';

CREATE TABLE fairdraw.grant_refusals (
    grant_no bigint NOT NULL REFERENCES fairdraw.grants,
    place bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    CONSTRAINT grant_refusals_pkey PRIMARY KEY (grant_no, place),
    CONSTRAINT grant_refusals_reason_is_known CHECK (reason IN ('repeated', 'limit', 'sold_out', 'closed'))
);
COMMENT ON TABLE fairdraw.grant_refusals IS 'who of a list was given nothing, and why? repeated: the list names them twice';
COMMENT ON INDEX fairdraw.grant_refusals_pkey IS 'a grant''s refusals, page by page';

CREATE FUNCTION fairdraw.grant_next(at_most integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    g fairdraw.grants;
    listed text[];
    issued_now bigint;
BEGIN
    -- One instance a grant; others take other grants.
    SELECT * INTO g FROM fairdraw.grants x WHERE x.state = 'running' ORDER BY x.grant_no LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(u.user_id ORDER BY u.place) INTO listed
    FROM fairdraw.grant_users u WHERE u.grant_no = g.grant_no AND u.place > g.done AND u.place <= g.done + at_most;
    WITH given AS (
        SELECT i.place, i.outcome
        FROM fairdraw.issue(g.template_no, 'grant', NULL, listed,
                            array_fill('grant ' || g.grant_no, ARRAY[cardinality(listed)])) AS i
    ), refused AS (
        INSERT INTO fairdraw.grant_refusals (grant_no, place, user_id, reason)
        SELECT g.grant_no, g.done + given.place, u.user_id, given.outcome
        FROM given JOIN unnest(listed) WITH ORDINALITY AS u (user_id, place) USING (place)
        WHERE given.outcome <> 'issued'
    )
    SELECT count(*) INTO issued_now FROM given WHERE given.outcome = 'issued';
    UPDATE fairdraw.grants x
    SET done = g.done + cardinality(listed), issued = g.issued + issued_now,
        state = CASE WHEN g.done + cardinality(listed) = g.users THEN 'finished' ELSE 'running' END,
        ended_at = CASE WHEN g.done + cardinality(listed) = g.users THEN clock_timestamp() END
    WHERE x.grant_no = g.grant_no;
    IF g.done + cardinality(listed) = g.users THEN
        DELETE FROM fairdraw.grant_users u WHERE u.grant_no = g.grant_no;
    END IF;
    RETURN cardinality(listed);
END
$$;
COMMENT ON FUNCTION fairdraw.grant_next IS
    'gives the next part of a list theirs, and notes how far it came, in one transaction: whoever goes on begins behind it. How many that were, or null where nothing is to be granted';

CREATE TABLE fairdraw.promotions (
    promotion_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    promotion_id text COLLATE "C" NOT NULL,
    template_no integer NOT NULL REFERENCES fairdraw.templates,
    shared_code text COLLATE "C",
    codes bigint,
    uses bigint,
    redeemed bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stopped_at timestamptz,
    CONSTRAINT promotions_one_per_id UNIQUE (promotion_id),
    CONSTRAINT promotions_one_per_shared_code UNIQUE (shared_code),
    CONSTRAINT promotions_id_is_an_identifier CHECK (promotion_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    CONSTRAINT promotions_shared_or_unique CHECK ((shared_code IS NULL) = (codes IS NOT NULL) AND (codes IS NULL OR uses IS NULL)),
    CONSTRAINT promotions_code_is_a_word CHECK (shared_code ~ '^[A-Z0-9-]{3,32}$'),
    CONSTRAINT promotions_are_never_exceeded CHECK (redeemed >= 0 AND redeemed <= coalesce(codes, uses))
);
COMMENT ON TABLE fairdraw.promotions IS 'which codes bring a template''s coupon, and how often? One code for all, or many for one use each';
COMMENT ON COLUMN fairdraw.promotions.uses IS 'how often a shared code may be redeemed; null: no limit but the template''s';
COMMENT ON INDEX fairdraw.promotions_pkey IS 'a promotion by its number, from its codes';
COMMENT ON INDEX fairdraw.promotions_one_per_id IS 'a promotion by its id';
COMMENT ON INDEX fairdraw.promotions_one_per_shared_code IS 'which promotion''s code is it?';

-- Without a foreign key, for the same reason as grant_users.
CREATE TABLE fairdraw.promotion_codes (
    code text COLLATE "C" NOT NULL,
    promotion_no bigint NOT NULL,
    redeemed_by text COLLATE "C",
    redeemed_at timestamptz,
    redeemed_xid xid8,
    CONSTRAINT promotion_codes_pkey PRIMARY KEY (code),
    CONSTRAINT promotion_codes_redeemed_by_somebody_sometime CHECK (num_nulls(redeemed_by, redeemed_at, redeemed_xid) IN (0, 3))
);
COMMENT ON TABLE fairdraw.promotion_codes IS 'which codes of one use are there, and who used them?';
COMMENT ON COLUMN fairdraw.promotion_codes.redeemed_xid IS 'by which transaction? An export shows what its first statement saw, however long it is read';
COMMENT ON INDEX fairdraw.promotion_codes_pkey IS 'is this a code, and is it still good?';
CREATE INDEX promotion_codes_of_promotion ON fairdraw.promotion_codes (promotion_no, code);
COMMENT ON INDEX fairdraw.promotion_codes_of_promotion IS 'a promotion''s codes, page by page';

CREATE FUNCTION fairdraw.make_promotion_codes(of_promotion bigint, how_many bigint) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    -- In the order of the indexes, which takes a third less time.
    INSERT INTO fairdraw.promotion_codes (code, promotion_no)
    SELECT made.code, of_promotion
    FROM (SELECT fairdraw.new_code() COLLATE "C" AS code FROM generate_series(1, how_many)) AS made
    ORDER BY made.code
$$;
COMMENT ON FUNCTION fairdraw.make_promotion_codes IS 'codes that nobody can guess, for one use each';

CREATE FUNCTION fairdraw.csv_text(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '"' || replace(value, '"', '""') || '"';
COMMENT ON FUNCTION fairdraw.csv_text IS 'a quoted field of RFC 4180';

CREATE FUNCTION fairdraw.csv_line(of_code fairdraw.promotion_codes, as_of pg_snapshot) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (of_code).code || CASE
        WHEN pg_visible_in_snapshot((of_code).redeemed_xid, as_of)
        THEN ',' || fairdraw.csv_text((of_code).redeemed_by) || ','
             || to_char((of_code).redeemed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        ELSE ',,' END || E'\r\n';
CREATE FUNCTION fairdraw.csv_line(of_refusal fairdraw.grant_refusals) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (of_refusal).place || ',' || fairdraw.csv_text((of_refusal).user_id) || ',' || (of_refusal).reason || E'\r\n';
COMMENT ON FUNCTION fairdraw.csv_line(fairdraw.promotion_codes, pg_snapshot) IS 'code,redeemed_by,redeemed_at: as they stood in a snapshot';
COMMENT ON FUNCTION fairdraw.csv_line(fairdraw.grant_refusals) IS 'place,user,reason';

CREATE FUNCTION fairdraw.refuse_redemption(p fairdraw.promotions, single fairdraw.promotion_codes, of_user text, for_cause text, segments text[])
    RETURNS text
    LANGUAGE sql VOLATILE
AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM fairdraw.coupons c WHERE c.user_id = of_user AND c.cause = for_cause) THEN 'repeated'
        WHEN single.redeemed_by IS NOT NULL THEN 'taken'
        WHEN p.stopped_at IS NOT NULL THEN 'closed'
        WHEN clock_timestamp() < t.claim_from OR clock_timestamp() >= t.claim_to THEN 'not_now'
        WHEN t.audience = 'segment' AND NOT t.segment = ANY (segments)
            OR t.audience = 'users' AND NOT EXISTS (SELECT FROM fairdraw.template_audience a
                                                    WHERE a.template_no = t.template_no AND a.user_id = of_user) THEN 'not_for_you'
        WHEN p.redeemed >= p.uses THEN 'sold_out' END
    FROM fairdraw.templates t WHERE t.template_no = p.template_no
$$;
COMMENT ON FUNCTION fairdraw.refuse_redemption IS 'why a code brings a user nothing new; null where it may';

CREATE FUNCTION fairdraw.redeem(of_code text, of_user text, segments text[])
    RETURNS TABLE (outcome text, template_id text, coupon text, issued_ms bigint, expires_ms bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p fairdraw.promotions;
    single fairdraw.promotion_codes;
    for_cause text;
    found_outcome text;
BEGIN
    SELECT * INTO p FROM fairdraw.promotions x WHERE x.shared_code = upper(of_code);
    IF FOUND THEN
        for_cause := 'promotion ' || p.promotion_no;
    ELSE
        SELECT * INTO single FROM fairdraw.promotion_codes c WHERE c.code = upper(of_code);
        IF NOT FOUND THEN
            RETURN QUERY SELECT 'unknown', NULL::text, NULL::text, NULL::bigint, NULL::bigint;
            RETURN;
        END IF;
        SELECT * INTO p FROM fairdraw.promotions x WHERE x.promotion_no = single.promotion_no;
        for_cause := 'code ' || single.code;
    END IF;

    -- Most who ask in vain, or again, are told so without waiting for the others.
    found_outcome := fairdraw.refuse_redemption(p, single, of_user, for_cause, segments);
    IF found_outcome IS NULL THEN
        SELECT * INTO single FROM fairdraw.promotion_codes c WHERE c.code = single.code FOR NO KEY UPDATE;
        SELECT * INTO p FROM fairdraw.promotions x WHERE x.promotion_no = p.promotion_no FOR NO KEY UPDATE;
        found_outcome := fairdraw.refuse_redemption(p, single, of_user, for_cause, segments);
    END IF;
    IF found_outcome IS NULL THEN
        SELECT i.outcome INTO STRICT found_outcome
        FROM fairdraw.issue(p.template_no, 'code', NULL, ARRAY[of_user], ARRAY[for_cause]) AS i;
    END IF;
    IF found_outcome = 'issued' THEN
        UPDATE fairdraw.promotions x SET redeemed = x.redeemed + 1 WHERE x.promotion_no = p.promotion_no;
        UPDATE fairdraw.promotion_codes c
        SET redeemed_by = of_user, redeemed_at = clock_timestamp(), redeemed_xid = pg_current_xact_id()
        WHERE c.code = single.code;
    END IF;
    RETURN QUERY
    SELECT found_outcome, t.template_id, c.code, fairdraw.unix_ms(i.issued_at), fairdraw.unix_ms(i.expires_at)
    FROM fairdraw.templates t
    LEFT JOIN fairdraw.coupons c ON c.user_id = of_user AND c.cause = for_cause
    LEFT JOIN fairdraw.issues i USING (issue_no)
    WHERE t.template_no = p.template_no;
END
$$;
COMMENT ON FUNCTION fairdraw.redeem IS
    'a coupon for a promotion code: issued; repeated (this user''s, again); unknown; taken (by somebody else); closed, not_now, not_for_you, limit or sold_out';

REVOKE ALL ON FUNCTION fairdraw.grant_next, fairdraw.make_promotion_codes, fairdraw.csv_text,
    fairdraw.csv_line(fairdraw.promotion_codes, pg_snapshot), fairdraw.csv_line(fairdraw.grant_refusals), fairdraw.refuse_redemption, fairdraw.redeem FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.grant_next, fairdraw.make_promotion_codes, fairdraw.csv_text,
    fairdraw.csv_line(fairdraw.promotion_codes, pg_snapshot), fairdraw.csv_line(fairdraw.grant_refusals) TO fairdraw_keeper;
GRANT EXECUTE ON FUNCTION fairdraw.redeem TO fairdraw_serving;
GRANT SELECT, INSERT ON fairdraw.grants, fairdraw.grant_users, fairdraw.promotions TO fairdraw_keeper;
GRANT SELECT ON fairdraw.grant_refusals, fairdraw.promotion_codes TO fairdraw_keeper;
GRANT DELETE ON fairdraw.grant_users TO fairdraw_keeper;
GRANT UPDATE (state, ended_at) ON fairdraw.grants TO fairdraw_keeper;
GRANT UPDATE (stopped_at) ON fairdraw.promotions TO fairdraw_keeper;
