-- Two more ways out: a merchant's grant to a list of users, as a job that goes on wherever it was left; and promotion codes. Then what a
-- reconciliation looks at, which is all of it.

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

-- What a reconciliation finds: nothing, unless somebody went past the functions above.
CREATE FUNCTION fairdraw.check_ledger() RETURNS TABLE (problem text, code text, order_id text, detail text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'history', h.code, h.order_id, format('change %s, %s, cannot follow the one before', h.seq, h.change)
    FROM (SELECT c.*, lag(c.seq, 1, 0) OVER w AS last_seq, lag(c.to_state, 1, 'available') OVER w AS last_state,
                 lag(c.order_id) OVER w AS last_order, lag(c.amount) OVER w AS last_amount
          FROM fairdraw.coupon_changes c WINDOW w AS (PARTITION BY c.code ORDER BY c.seq)) AS h
    WHERE h.seq <> h.last_seq + 1 OR h.from_state <> h.last_state
       OR h.from_state <> 'available' AND (h.order_id, h.amount) IS DISTINCT FROM (h.last_order, h.last_amount)
    UNION ALL
    SELECT DISTINCT 'never_issued', c.code, NULL, 'changed, but never issued'
    FROM fairdraw.coupon_changes c WHERE NOT EXISTS (SELECT FROM fairdraw.coupons k WHERE k.code = c.code)
    UNION ALL
    SELECT 'issue', NULL, NULL, format('issue %s says %s coupons, and has %s', i.issue_no, i.coupons, k.found)
    FROM fairdraw.issues i
    LEFT JOIN LATERAL (SELECT count(*) AS found FROM fairdraw.coupons x WHERE x.issue_no = i.issue_no) AS k ON true
    WHERE i.coupons <> k.found
    UNION ALL
    SELECT 'stock', NULL, NULL, format('template %s says %s issued, and its issues %s', t.template_id, s.issued, k.found)
    FROM fairdraw.template_stock s
    JOIN fairdraw.templates t USING (template_no)
    LEFT JOIN LATERAL (SELECT coalesce(sum(i.coupons), 0) AS found FROM fairdraw.issues i
                       WHERE i.template_no = s.template_no AND i.reason <> 'draw') AS k ON true
    WHERE s.issued <> k.found
    UNION ALL
    SELECT 'stock', NULL, NULL, format('round %s says %s issued, and its issues %s', r.round_id, s.issued, k.found)
    FROM fairdraw.round_stock s
    JOIN fairdraw.rounds r USING (round_no)
    LEFT JOIN LATERAL (SELECT coalesce(sum(i.coupons), 0) AS found FROM fairdraw.issues i
                       WHERE i.round_no = s.round_no AND i.reason = 'first_come') AS k ON true
    WHERE s.issued <> k.found
    UNION ALL
    SELECT 'grant', NULL, NULL, format('grant %s says %s issued, and there are %s', g.grant_id, g.issued, coalesce(k.found, 0))
    FROM fairdraw.grants g
    LEFT JOIN (SELECT c.cause, count(*) AS found FROM fairdraw.coupons c GROUP BY c.cause) AS k ON k.cause = 'grant ' || g.grant_no
    WHERE g.issued <> coalesce(k.found, 0)
    UNION ALL
    SELECT 'promotion', NULL, NULL, format('promotion %s says %s redeemed, and there are %s', p.promotion_id, p.redeemed, k.found)
    FROM (SELECT x.promotion_no, count(c.code) AS found
          FROM fairdraw.promotions x
          LEFT JOIN fairdraw.promotion_codes y USING (promotion_no)
          LEFT JOIN fairdraw.coupons c ON c.cause = coalesce('code ' || y.code, 'promotion ' || x.promotion_no)
          GROUP BY x.promotion_no) AS k
    JOIN fairdraw.promotions p USING (promotion_no)
    WHERE p.redeemed <> k.found
    UNION ALL
    SELECT 'promotion', c.code, NULL, format('code %s says %s, and its coupon %s', y.code, coalesce(y.redeemed_by, 'unused'),
                                             coalesce(c.user_id, 'is not there'))
    FROM fairdraw.promotion_codes y
    LEFT JOIN fairdraw.coupons c ON c.cause = 'code ' || y.code
    WHERE y.redeemed_by IS DISTINCT FROM c.user_id
    UNION ALL
    -- Whatever expires has a task until it has.
    SELECT 'not_expired', c.code, NULL, format('expired at %s, and nobody will say so', i.expires_at)
    FROM fairdraw.issues i
    JOIN fairdraw.coupons c USING (issue_no)
    LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
    WHERE i.expires_at <= statement_timestamp() AND coalesce(l.to_state, 'available') = 'available'
      AND NOT EXISTS (SELECT FROM fairdraw.issue_tasks t WHERE t.issue_no = i.issue_no AND t.task = 'expire')
    UNION ALL
    -- An order's last word on each of its coupons, and the sum of them, are what the order says.
    SELECT 'order', NULL, o.order_id,
           format('%s with %s coupons for %s; its coupons say %s for %s', o.state, cardinality(o.codes), o.discount, l.coupons, l.amount)
    FROM fairdraw.orders o
    LEFT JOIN LATERAL (
        SELECT count(*) AS coupons, coalesce(sum(x.amount), 0) AS amount
        FROM (SELECT DISTINCT ON (c.code) c.change, c.amount FROM fairdraw.coupon_changes c
              WHERE c.order_id = o.order_id AND c.code = ANY (o.codes) ORDER BY c.code, c.seq DESC) AS x
        WHERE x.change = CASE o.state WHEN 'confirmed' THEN 'used' ELSE o.state END) AS l ON true
    WHERE (l.coupons, l.amount) <> (cardinality(o.codes), o.discount)
    UNION ALL
    -- And what is held or used is so for an order that says it, too.
    SELECT 'no_order', c.code, c.order_id, c.to_state || ' without such an order'
    FROM fairdraw.coupon_changes c
    WHERE c.to_state IN ('held', 'used')
      AND NOT EXISTS (SELECT FROM fairdraw.coupon_changes x WHERE x.code = c.code AND x.seq = c.seq + 1)
      AND NOT EXISTS (SELECT FROM fairdraw.orders o WHERE o.order_id = c.order_id AND c.code = ANY (o.codes)
                                                      AND o.state = CASE c.to_state WHEN 'used' THEN 'confirmed' ELSE 'held' END)
$$;
COMMENT ON FUNCTION fairdraw.check_ledger IS 'what does not match between coupons, what they were issued for, their changes and orders: no rows where all is well';

REVOKE ALL ON FUNCTION fairdraw.check_ledger, fairdraw.grant_next, fairdraw.make_promotion_codes, fairdraw.csv_text,
    fairdraw.csv_line(fairdraw.promotion_codes, pg_snapshot), fairdraw.csv_line(fairdraw.grant_refusals), fairdraw.refuse_redemption, fairdraw.redeem FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.grant_next, fairdraw.make_promotion_codes, fairdraw.csv_text,
    fairdraw.csv_line(fairdraw.promotion_codes, pg_snapshot), fairdraw.csv_line(fairdraw.grant_refusals), fairdraw.check_ledger
    TO fairdraw_keeper;
GRANT EXECUTE ON FUNCTION fairdraw.redeem TO fairdraw_serving;
GRANT SELECT, INSERT ON fairdraw.grants, fairdraw.grant_users, fairdraw.promotions TO fairdraw_keeper;
GRANT SELECT ON fairdraw.grant_refusals, fairdraw.promotion_codes TO fairdraw_keeper;
GRANT DELETE ON fairdraw.grant_users TO fairdraw_keeper;
GRANT UPDATE (state, ended_at) ON fairdraw.grants TO fairdraw_keeper;
GRANT UPDATE (stopped_at) ON fairdraw.promotions TO fairdraw_keeper;
