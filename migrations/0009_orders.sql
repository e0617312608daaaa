-- The ledger of what became of each coupon, and orders, which use them: hold, then confirm or cancel; revert after a refund.
--
-- A coupon is available from its issue on; every change after that is a row of coupon_changes. There is no column that tells a
-- coupon's state: the state is what its last row says, and no row can follow another that it must not.

CREATE TABLE fairdraw.coupon_changes (
    code text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    change text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    order_id text COLLATE "C",
    amount bigint,
    actor text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT coupon_changes_in_sequence PRIMARY KEY (code, seq),
    CONSTRAINT coupon_changes_begin_at_one CHECK (seq > 0 AND (seq > 1 OR from_state = 'available')),
    -- In one string: an insert takes a quarter less time than with triples.
    CONSTRAINT coupon_changes_are_legal CHECK (change || ': ' || from_state || ' to ' || to_state IN (
        'held: available to held', 'used: held to used', 'cancelled: held to available', 'lapsed: held to available',
        'reverted: used to available', 'expired: available to expired')),
    CONSTRAINT coupon_changes_of_an_order_have_an_amount CHECK (
        CASE change WHEN 'expired' THEN num_nonnulls(order_id, amount) = 0 ELSE num_nulls(order_id, amount) = 0 AND amount >= 0 END)
);
COMMENT ON TABLE fairdraw.coupon_changes IS 'what became of a coupon, by whom, when, in which order, and how much did it take off? One row a change, never changed';
COMMENT ON COLUMN fairdraw.coupon_changes.xid IS 'in the order of transactions, and never before the change that it follows';
COMMENT ON COLUMN fairdraw.coupon_changes.amount IS 'in minor units of the template''s currency';
COMMENT ON INDEX fairdraw.coupon_changes_in_sequence IS 'a coupon''s history and its last word; two changes at once cannot both be the next';
CREATE INDEX coupon_changes_of_order ON fairdraw.coupon_changes (order_id, code, seq) WHERE order_id IS NOT NULL;
COMMENT ON INDEX fairdraw.coupon_changes_of_order IS 'what an order did to which coupons, for the reconciliation';
CREATE INDEX coupon_changes_in_order ON fairdraw.coupon_changes (xid, code, seq);
COMMENT ON INDEX fairdraw.coupon_changes_in_order IS 'what changed since?';

CREATE FUNCTION fairdraw.judge_coupon_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last fairdraw.coupon_changes;
    issued fairdraw.issues;
BEGIN
    IF NEW.seq > 1 THEN
        SELECT * INTO last FROM fairdraw.coupon_changes WHERE code = NEW.code AND seq = NEW.seq - 1;
        IF last.to_state IS DISTINCT FROM NEW.from_state THEN
            RAISE EXCEPTION 'coupon %: change % says it was %, and it was %', NEW.code, NEW.seq, NEW.from_state, last.to_state;
        END IF;
        IF NEW.from_state <> 'available' AND (last.order_id, last.amount) IS DISTINCT FROM (NEW.order_id, NEW.amount) THEN
            RAISE EXCEPTION 'coupon %: what order % began, only it can end, and with the same amount', NEW.code, last.order_id;
        END IF;
    END IF;
    IF NEW.change IN ('held', 'expired') THEN
        SELECT i.* INTO issued FROM fairdraw.coupons c JOIN fairdraw.issues i USING (issue_no) WHERE c.code = NEW.code;
        IF issued.issue_no IS NULL THEN
            RAISE EXCEPTION 'coupon % was never issued', NEW.code;
        END IF;
        IF NEW.change = 'expired' AND (issued.expires_at <= clock_timestamp()) IS NOT TRUE
            OR NEW.change = 'held' AND (issued.valid_from > statement_timestamp() OR issued.expires_at <= statement_timestamp()) THEN
            RAISE EXCEPTION 'coupon %: cannot be % now, valid from % until %', NEW.code, NEW.change, issued.valid_from, issued.expires_at;
        END IF;
    END IF;
    -- Who waited for the change before, or for the issue, may have got its number first. While it runs, nobody is told of those: told
    -- of in their place in the order, this comes behind them.
    NEW.xid := greatest(NEW.xid, last.xid, issued.xid);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION fairdraw.judge_coupon_change IS 'no change of a coupon but one that follows from its last';
CREATE TRIGGER coupon_changes_follow BEFORE INSERT ON fairdraw.coupon_changes
    FOR EACH ROW EXECUTE FUNCTION fairdraw.judge_coupon_change();
CREATE TRIGGER coupon_changes_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON fairdraw.coupon_changes
    FOR EACH STATEMENT EXECUTE FUNCTION fairdraw.refuse_change();

CREATE FUNCTION fairdraw.last_change(of_code text) RETURNS SETOF fairdraw.coupon_changes
    LANGUAGE sql STABLE
AS $$
    SELECT * FROM fairdraw.coupon_changes WHERE code = of_code ORDER BY seq DESC LIMIT 1
$$;
COMMENT ON FUNCTION fairdraw.last_change IS 'a coupon''s last word; no row from its issue until its first change. A set, so that the planner looks into it';

CREATE FUNCTION fairdraw.coupon_status(last_state text, expires_at timestamptz) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE WHEN coalesce(last_state, 'available') = 'available'
                THEN CASE WHEN expires_at <= clock_timestamp() THEN 'expired' ELSE 'available' END
                ELSE last_state END;
COMMENT ON FUNCTION fairdraw.coupon_status IS
    'available, held, used or expired: what the last change says, and the clock where it is ahead of it';

CREATE TABLE fairdraw.orders (
    order_id text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL,
    state text NOT NULL,
    gid text COLLATE "C",
    codes text[] COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    discount bigint NOT NULL,
    request bytea NOT NULL,
    answer text NOT NULL,
    held_at timestamptz NOT NULL,
    hold_expires_at timestamptz NOT NULL,
    settled_at timestamptz,
    CONSTRAINT orders_id_is_a_line CHECK (octet_length(order_id) BETWEEN 1 AND 128 AND order_id !~ '[[:cntrl:]]'),
    CONSTRAINT orders_state_is_known CHECK (state IN ('held', 'confirmed', 'cancelled', 'lapsed', 'reverted')),
    CONSTRAINT orders_settled_has_its_time CHECK ((state = 'held') = (settled_at IS NULL)),
    CONSTRAINT orders_have_coupons CHECK (cardinality(codes) > 0),
    CONSTRAINT orders_gid_is_short CHECK (octet_length(gid) BETWEEN 1 AND 128),
    CONSTRAINT orders_discount_is_not_negative CHECK (discount >= 0)
);
COMMENT ON TABLE fairdraw.orders IS 'which coupons does an order use, and how far is it? One row an order';
COMMENT ON COLUMN fairdraw.orders.gid IS
    'which global transaction holds or has used its coupons; null: none. Not which branch of it: a Saga''s hold and its confirmation are two, and a transaction ends as one';
COMMENT ON COLUMN fairdraw.orders.request IS 'SHA-256 of what was asked for: the same again is a repeat';
COMMENT ON COLUMN fairdraw.orders.answer IS 'what the hold was answered with; a repeat gets it again';
COMMENT ON INDEX fairdraw.orders_pkey IS 'an order by its id, locked by whoever acts on it';
CREATE INDEX orders_held ON fairdraw.orders (hold_expires_at) WHERE state = 'held';
COMMENT ON INDEX fairdraw.orders_held IS 'whose hold is over?';

CREATE FUNCTION fairdraw.change_coupons(of_order fairdraw.orders, to_change text, by_actor text) RETURNS void
    LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, order_id, amount, actor)
    SELECT c.code, l.seq + 1, to_change, l.to_state, CASE to_change WHEN 'used' THEN 'used' ELSE 'available' END,
           l.order_id, l.amount, by_actor
    FROM unnest(of_order.codes) AS c (code), fairdraw.last_change(c.code) AS l;
    IF to_change <> 'used' THEN
        -- Who expires these coupons' issues waits for this transaction, and so sees what is given back; or came before, and then
        -- the clock says so below.
        PERFORM FROM fairdraw.issue_tasks t JOIN fairdraw.coupons k USING (issue_no)
        WHERE k.code = ANY (of_order.codes) AND t.task = 'expire'
          AND t.due_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 minute'
        FOR KEY SHARE OF t;
        -- Given back too late to be used again.
        INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, actor)
        SELECT k.code, l.seq + 1, 'expired', 'available', 'expired', 'clock'
        FROM fairdraw.coupons k JOIN fairdraw.issues i USING (issue_no), fairdraw.last_change(k.code) AS l
        WHERE k.code = ANY (of_order.codes) AND i.expires_at <= clock_timestamp();
    END IF;
    UPDATE fairdraw.orders
    SET state = CASE to_change WHEN 'used' THEN 'confirmed' ELSE to_change END, settled_at = clock_timestamp()
    WHERE order_id = of_order.order_id;
END
$$;
COMMENT ON FUNCTION fairdraw.change_coupons IS 'does to all coupons of an order, which the caller has locked, what happened to it';

CREATE FUNCTION fairdraw.lapse_holds(at_most integer, of_codes text[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lapsed fairdraw.orders;
    so_many bigint := 0;
BEGIN
    -- Who acts on an order at this moment goes first. By the time of the statement, which an index can be asked for.
    FOR lapsed IN
        SELECT * FROM fairdraw.orders o
        WHERE o.state = 'held' AND o.hold_expires_at <= statement_timestamp() AND (of_codes IS NULL OR o.codes && of_codes)
        ORDER BY o.hold_expires_at LIMIT at_most FOR UPDATE SKIP LOCKED
    LOOP
        PERFORM fairdraw.change_coupons(lapsed, 'lapsed', 'clock');
        so_many := so_many + 1;
    END LOOP;
    RETURN so_many;
END
$$;
COMMENT ON FUNCTION fairdraw.lapse_holds IS 'gives back the coupons of holds that are over; gives how many orders there were';

CREATE FUNCTION fairdraw.hold_order(of_order text, of_user text, of_codes text[], amounts bigint[], of_currency text, asked bytea,
                                    expires_ms bigint, by_actor text, answer_if_held text, of_gid text DEFAULT NULL)
    RETURNS TABLE (outcome text, detail text, answer text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- A plan made once, and by the indexes however few rows there were then.
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    known fairdraw.orders;
    is_new boolean;
    began timestamptz := clock_timestamp();
    taken_off bigint := (SELECT sum(a) FROM unnest(amounts) AS a);
    wrong_code text;
    reason text;
    held bigint;
BEGIN
    -- Waits for whoever acts on the same order.
    INSERT INTO fairdraw.orders (order_id, user_id, state, gid, codes, currency, discount, request, answer, held_at, hold_expires_at)
    VALUES (of_order, of_user, 'held', of_gid, of_codes, of_currency, taken_off, asked, answer_if_held, began,
            fairdraw.from_unix_ms(expires_ms))
    ON CONFLICT DO NOTHING;
    is_new := FOUND;
    IF NOT is_new THEN
        SELECT * INTO known FROM fairdraw.orders o WHERE o.order_id = of_order FOR UPDATE;
        IF known.state = 'held' AND known.hold_expires_at <= clock_timestamp() THEN
            PERFORM fairdraw.change_coupons(known, 'lapsed', 'clock');
            known.state := 'lapsed';
        END IF;
        IF known.state IN ('held', 'confirmed', 'reverted') THEN
            -- Only for whom it was: two global transactions that both believe to hold it could not both have their way.
            RETURN QUERY SELECT CASE WHEN known.request = asked AND known.state <> 'reverted' AND known.gid IS NOT DISTINCT FROM of_gid
                                     THEN 'repeated' ELSE 'conflict' END,
                                'the order is ' || known.state || CASE
                                    WHEN known.state = 'reverted' THEN ''
                                    WHEN known.gid IS DISTINCT FROM of_gid THEN ', by another transaction'
                                    ELSE ', with other coupons or contents' END, known.answer;
            RETURN;
        END IF;
    END IF;

    -- Until a look at the coupons and what it leads to are of one moment: another order's hold, or the clock's word, may come between.
    LOOP
        -- In one order for all, so that two orders that want the same coupons cannot wait for each other.
        WITH wanted AS MATERIALIZED (
            SELECT a.code, a.amount, a.position, coalesce(l.seq, 0) + 1 AS seq,
                   CASE WHEN k.user_id IS DISTINCT FROM of_user THEN 'unknown'
                        WHEN coalesce(l.to_state, 'available') <> 'available' THEN l.to_state
                        WHEN i.valid_from > statement_timestamp() THEN 'not_yet_valid'
                        WHEN i.expires_at <= statement_timestamp() THEN 'expired' END AS reason
            FROM unnest(of_codes, amounts) WITH ORDINALITY AS a (code, amount, position)
            LEFT JOIN fairdraw.coupons k USING (code)
            LEFT JOIN fairdraw.issues i USING (issue_no)
            LEFT JOIN LATERAL fairdraw.last_change(a.code) AS l ON true
        ), wrong AS MATERIALIZED (
            SELECT w.code, w.reason FROM wanted w WHERE w.reason IS NOT NULL ORDER BY w.position LIMIT 1
        ), now_held AS (
            INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, order_id, amount, actor)
            SELECT w.code, w.seq, 'held', 'available', 'held', of_order, w.amount, by_actor
            FROM wanted w WHERE NOT EXISTS (SELECT FROM wrong) ORDER BY w.code
            ON CONFLICT DO NOTHING RETURNING 1
        )
        SELECT (SELECT count(*) FROM now_held), w.code, w.reason INTO held, wrong_code, reason
        FROM (VALUES (1)) AS one LEFT JOIN wrong w ON true;
        EXIT WHEN reason <> 'held' OR held = cardinality(of_codes);
        IF held > 0 THEN
            RAISE EXCEPTION 'order % held some of its coupons while others were taken: to be asked again', of_order
                USING ERRCODE = 'serialization_failure';
        END IF;
        -- By a hold that is over?
        EXIT WHEN reason = 'held' AND fairdraw.lapse_holds(cardinality(of_codes), of_codes) = 0;
    END LOOP;

    IF reason IS NOT NULL THEN
        DELETE FROM fairdraw.orders o WHERE is_new AND o.order_id = of_order;
        RETURN QUERY SELECT reason, wrong_code, NULL::text;
        RETURN;
    END IF;
    IF NOT is_new THEN
        UPDATE fairdraw.orders o
        SET user_id = of_user, state = 'held', gid = of_gid, codes = of_codes, currency = of_currency, discount = taken_off,
            request = asked, answer = answer_if_held, held_at = began, hold_expires_at = fairdraw.from_unix_ms(expires_ms),
            settled_at = NULL
        WHERE o.order_id = of_order;
    END IF;
    outcome := 'done';
    detail := '';
    answer := answer_if_held;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION fairdraw.hold_order IS
    'holds a user''s coupons for an order, all of them or none: done; repeated (the same was asked before; answer is the first one); conflict (the order has others, is another transaction''s, or is over); or why a coupon cannot be held (detail names it): unknown, held, used, expired, not_yet_valid. Where it is not done, nothing has changed but that holds that are over were given back; a serialization failure is to be asked again';

CREATE FUNCTION fairdraw.hold_again(of_order fairdraw.orders, by_actor text) RETURNS boolean
    LANGUAGE sql VOLATILE
AS $$
    SELECT h.outcome = 'done'
    FROM (SELECT array_agg(c.code ORDER BY c.position) AS codes, array_agg(l.amount ORDER BY c.position) AS amounts
          FROM unnest(of_order.codes) WITH ORDINALITY AS c (code, position)
          CROSS JOIN LATERAL (SELECT x.amount FROM fairdraw.coupon_changes x
                              WHERE x.order_id = of_order.order_id AND x.code = c.code ORDER BY x.seq DESC LIMIT 1) AS l) AS had
    CROSS JOIN LATERAL fairdraw.hold_order(of_order.order_id, of_order.user_id, had.codes, had.amounts, of_order.currency, of_order.request,
                                           fairdraw.now_ms() + 60000, by_actor, of_order.answer, of_order.gid) AS h
$$;
COMMENT ON FUNCTION fairdraw.hold_again IS 'holds what an order held before, for the moment until it is used: whether all of it is still to be had';

CREATE FUNCTION fairdraw.settle_order(of_order text, to_change text, by_actor text, of_gid text DEFAULT NULL, of_op text DEFAULT NULL)
    RETURNS TABLE (outcome text, state text, answer text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- A plan made once, and by the indexes however few rows there were then.
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    known fairdraw.orders;
    wanted text := CASE to_change WHEN 'used' THEN 'confirmed' ELSE to_change END;
    is_theirs boolean;
BEGIN
    SELECT * INTO known FROM fairdraw.orders o WHERE o.order_id = of_order FOR UPDATE;
    IF NOT FOUND THEN
        outcome := 'unknown';
        RETURN NEXT;
        RETURN;
    END IF;
    IF known.state = 'held' AND known.hold_expires_at <= clock_timestamp() THEN
        PERFORM fairdraw.change_coupons(known, 'lapsed', 'clock');
        known.state := 'lapsed';
    END IF;

    -- A Saga may go on with what was held before it began; it is the Saga's then.
    IF known.state = 'held' AND known.gid IS NULL AND of_op = 'action' THEN
        UPDATE fairdraw.orders o SET gid = of_gid WHERE o.order_id = of_order;
        known.gid := of_gid;
    END IF;
    is_theirs := known.gid IS NOT DISTINCT FROM of_gid;
    -- A confirmation must not fail: what was given back and nobody wanted is held once more.
    IF known.state = 'lapsed' AND is_theirs AND of_op = 'confirm' THEN
        known.state := CASE WHEN fairdraw.hold_again(known, by_actor) THEN 'held' ELSE 'lapsed' END;
    END IF;

    IF NOT is_theirs AND of_op IN ('cancel', 'compensate') THEN
        outcome := 'unchanged';
    ELSIF NOT is_theirs AND known.state IN ('held', 'confirmed') AND wanted <> 'reverted' THEN
        outcome := 'conflict';
        known.state := known.state || ', by another transaction';
    -- What a cancellation asks for, that the coupons are given back, a lapse or a refund has done.
    ELSIF known.state = wanted OR (known.state, wanted) IN (('lapsed', 'cancelled'), ('reverted', 'cancelled')) THEN
        outcome := 'repeated';
    ELSIF (known.state, wanted) IN (('held', 'confirmed'), ('held', 'cancelled'), ('confirmed', 'reverted')) THEN
        PERFORM fairdraw.change_coupons(known, to_change, by_actor);
        known.state := wanted;
        outcome := 'done';
    ELSE
        outcome := 'conflict';
    END IF;
    state := known.state;
    answer := known.answer;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION fairdraw.settle_order IS
    'confirms (used), cancels (cancelled) or reverts (reverted) an order: done; repeated; conflict (state says what it is instead); unchanged (a global transaction''s way back, where it has nothing to undo); unknown. An order that a global transaction holds or has used, it alone confirms or cancels; whoever refunds may revert it. Always to be committed: a hold that is over was given back';

CREATE FUNCTION fairdraw.hold_new_orders(order_ids text[], actors text[], users text[], codes text[], amounts text[], currencies text[],
                                         requests text[], expiries_ms bigint[], answers text[]) RETURNS text[]
    LANGUAGE plpgsql VOLATILE
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    new_orders text[];
    done text[];
    begun text[];
BEGIN
    WITH made AS (
        INSERT INTO fairdraw.orders (order_id, user_id, state, codes, currency, discount, request, answer, held_at, hold_expires_at)
        SELECT a.order_id, a.user_id, 'held', a.codes::text[], a.currency, (SELECT sum(x) FROM unnest(a.amounts::bigint[]) AS x),
               a.request::bytea, a.answer, clock_timestamp(), fairdraw.from_unix_ms(a.expires_ms)
        FROM unnest(order_ids, users, codes, amounts, currencies, requests, expiries_ms, answers)
            AS a (order_id, user_id, codes, amounts, currency, request, expires_ms, answer)
        ORDER BY a.order_id
        ON CONFLICT DO NOTHING RETURNING order_id
    )
    SELECT coalesce(array_agg(made.order_id), '{}') INTO new_orders FROM made;

    WITH wanted AS MATERIALIZED (
        SELECT a.order_id, a.actor, c.code, c.amount, coalesce(l.seq, 0) + 1 AS seq,
               bool_and(k.user_id = a.user_id AND coalesce(l.to_state, 'available') = 'available'
                        AND i.valid_from <= statement_timestamp() AND (i.expires_at > statement_timestamp()) IS NOT FALSE)
                   OVER (PARTITION BY a.order_id) AS all_free,
               count(*) OVER (PARTITION BY a.order_id) AS coupons
        FROM unnest(order_ids, actors, users, codes, amounts) AS a (order_id, actor, user_id, codes, amounts),
             unnest(a.codes::text[], a.amounts::bigint[]) AS c (code, amount)
        LEFT JOIN fairdraw.coupons k USING (code)
        LEFT JOIN fairdraw.issues i USING (issue_no)
        LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
        WHERE a.order_id = ANY (new_orders)
    ), now_held AS (
        INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, order_id, amount, actor)
        SELECT w.code, w.seq, 'held', 'available', 'held', w.order_id, w.amount, w.actor
        FROM wanted w WHERE w.all_free ORDER BY w.code
        ON CONFLICT DO NOTHING RETURNING order_id, code
    ), each_order AS (
        SELECT w.order_id, count(h.code) AS held, count(*) AS wanted
        FROM wanted w LEFT JOIN now_held h USING (order_id, code) GROUP BY w.order_id
    )
    SELECT array_agg(e.order_id) FILTER (WHERE e.held = e.wanted), array_agg(e.order_id) FILTER (WHERE e.held BETWEEN 1 AND e.wanted - 1)
    INTO done, begun FROM each_order e;
    IF begun IS NOT NULL THEN
        RAISE EXCEPTION 'orders % held some of their coupons while others were taken: to be asked again', begun
            USING ERRCODE = 'serialization_failure';
    END IF;
    DELETE FROM fairdraw.orders o WHERE o.order_id = ANY (new_orders) AND (o.order_id = ANY (done)) IS NOT TRUE;
    RETURN coalesce(done, '{}');
END
$$;
COMMENT ON FUNCTION fairdraw.hold_new_orders IS
    'hold_order, for orders and coupons of which none stands twice; gives those that are held, and changes nothing of the others';

CREATE FUNCTION fairdraw.confirm_held_orders(order_ids text[], actors text[]) RETURNS text[]
    LANGUAGE plpgsql VOLATILE
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    done text[];
BEGIN
    WITH locked AS (
        SELECT o.order_id, o.state, o.gid, o.hold_expires_at FROM fairdraw.orders o WHERE o.order_id = ANY (order_ids)
        ORDER BY o.order_id FOR UPDATE
    )
    SELECT coalesce(array_agg(l.order_id), '{}') INTO done
    FROM locked l WHERE l.state = 'held' AND l.gid IS NULL AND l.hold_expires_at > clock_timestamp();
    INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, order_id, amount, actor)
    SELECT c.code, l.seq + 1, 'used', l.to_state, 'used', l.order_id, l.amount, a.actor
    FROM unnest(order_ids, actors) AS a (order_id, actor)
    JOIN fairdraw.orders o USING (order_id), unnest(o.codes) AS c (code), fairdraw.last_change(c.code) AS l
    WHERE a.order_id = ANY (done);
    UPDATE fairdraw.orders o SET state = 'confirmed', settled_at = clock_timestamp() WHERE o.order_id = ANY (done);
    RETURN done;
END
$$;
COMMENT ON FUNCTION fairdraw.confirm_held_orders IS
    'settle_order, for orders of which none stands twice; gives those that were held and are confirmed, and changes nothing of the others';

CREATE FUNCTION fairdraw.change_orders(changes text[], order_ids text[], actors text[], users text[], codes text[], amounts text[],
                                       currencies text[], requests text[], expiries_ms bigint[], answers text[])
    RETURNS TABLE (outcome text, detail text, answer text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held text[];
    confirmed text[];
    asked record;
BEGIN
    -- Most orders are new ones or held ones, and what an order or a coupon is asked for stands alone: they are dealt with together,
    -- which takes a fraction of the time. All others one after the other.
    WITH a AS MATERIALIZED (
        SELECT x.*, count(*) OVER (PARTITION BY x.order_id) = 1 AS alone
        FROM unnest(changes, order_ids, actors, users, codes, amounts, currencies, requests, expiries_ms, answers)
            AS x (change, order_id, actor, user_id, codes, amounts, currency, request, expires_ms, answer)
    ), asked_twice AS (
        SELECT c.code FROM a, unnest(a.codes::text[]) AS c (code) WHERE a.change = 'held' GROUP BY c.code HAVING count(*) > 1
    ), plain AS MATERIALIZED (
        SELECT * FROM a WHERE a.alone AND a.change IN ('held', 'used')
                          AND NOT EXISTS (SELECT FROM asked_twice d WHERE d.code = ANY (a.codes::text[]))
    )
    SELECT (SELECT fairdraw.hold_new_orders(array_agg(p.order_id), array_agg(p.actor), array_agg(p.user_id), array_agg(p.codes),
                                            array_agg(p.amounts), array_agg(p.currency), array_agg(p.request),
                                            array_agg(p.expires_ms), array_agg(p.answer))
            FROM plain p WHERE p.change = 'held' HAVING count(*) > 0),
           (SELECT fairdraw.confirm_held_orders(array_agg(p.order_id), array_agg(p.actor))
            FROM plain p WHERE p.change = 'used' HAVING count(*) > 0)
    INTO held, confirmed;

    FOR asked IN
        SELECT a.*, a.order_id = ANY (held) AS is_held, a.order_id = ANY (confirmed) AS is_confirmed
        FROM unnest(changes, order_ids, actors, users, codes, amounts, currencies, requests, expiries_ms, answers)
            WITH ORDINALITY AS a (change, order_id, actor, user_id, codes, amounts, currency, request, expires_ms, answer, place)
        ORDER BY place
    LOOP
        IF asked.is_held THEN
            outcome := 'done';
            detail := '';
            answer := asked.answer;
            RETURN NEXT;
        ELSIF asked.is_confirmed THEN
            outcome := 'done';
            detail := 'confirmed';
            answer := NULL;
            RETURN NEXT;
        ELSIF asked.change = 'held' THEN
            RETURN QUERY SELECT h.outcome, h.detail, h.answer
            FROM fairdraw.hold_order(asked.order_id, asked.user_id, asked.codes::text[], asked.amounts::bigint[], asked.currency,
                                     asked.request::bytea, asked.expires_ms, asked.actor, asked.answer) AS h;
        ELSE
            RETURN QUERY SELECT s.outcome, s.state, s.answer
            FROM fairdraw.settle_order(asked.order_id, asked.change, asked.actor) AS s;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION fairdraw.change_orders IS
    'does to many orders, in one commit, what hold_order and settle_order do to one; detail of a settlement is the order''s state. A serialization failure is to be asked again';

CREATE FUNCTION fairdraw.expire_coupons(at_most integer DEFAULT 10000) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- By the indexes, whatever the plan was made for.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    part text[] := fairdraw.take_due('expire', at_most);
    expired bigint;
BEGIN
    IF part IS NULL THEN
        RETURN NULL;
    END IF;
    -- A hold that came at the last moment goes first; its end expires the coupon. In the order in which holds take them, so that
    -- neither waits for the other.
    INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, actor)
    SELECT c.code, coalesce(l.seq, 0) + 1, 'expired', 'available', 'expired', 'clock'
    FROM unnest(part) AS c (code)
    LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
    WHERE coalesce(l.to_state, 'available') = 'available'
    ORDER BY c.code
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS expired = ROW_COUNT;
    RETURN expired;
END
$$;
COMMENT ON FUNCTION fairdraw.expire_coupons IS
    'expires the next so many coupons of issues that are due; gives how many of them were still there to expire, or null where none is due';

-- DTM's barrier (dtm.pub): a branch's change happens once, and not at all where its compensation came first.

CREATE TABLE fairdraw.dtm_barriers (
    gid text COLLATE "C" NOT NULL,
    branch_id text COLLATE "C" NOT NULL,
    op text COLLATE "C" NOT NULL,
    barrier_id text COLLATE "C" NOT NULL,
    trans_type text NOT NULL,
    reason text NOT NULL,
    passed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT dtm_barriers_pkey PRIMARY KEY (gid, branch_id, op, barrier_id),
    CONSTRAINT dtm_barriers_are_short CHECK (octet_length(gid) <= 128 AND octet_length(branch_id) <= 128 AND octet_length(op) <= 45)
);
COMMENT ON TABLE fairdraw.dtm_barriers IS 'which operations of a global transaction''s branches were done, or can no longer be?';
COMMENT ON INDEX fairdraw.dtm_barriers_pkey IS 'each operation of a branch once';
CREATE INDEX dtm_barriers_by_age ON fairdraw.dtm_barriers (passed_at);
COMMENT ON INDEX fairdraw.dtm_barriers_by_age IS 'which are old enough to go?';

CREATE FUNCTION fairdraw.pass_barrier(of_type text, of_gid text, of_branch text, of_op text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    undone text := CASE of_op WHEN 'cancel' THEN 'try' WHEN 'compensate' THEN 'action' END;
    came_first boolean := false;
BEGIN
    IF undone IS NOT NULL THEN
        INSERT INTO fairdraw.dtm_barriers (gid, branch_id, op, barrier_id, trans_type, reason)
        VALUES (of_gid, of_branch, undone, '01', of_type, of_op) ON CONFLICT DO NOTHING;
        came_first := FOUND;
    END IF;
    INSERT INTO fairdraw.dtm_barriers (gid, branch_id, op, barrier_id, trans_type, reason)
    VALUES (of_gid, of_branch, of_op, '01', of_type, of_op) ON CONFLICT DO NOTHING;
    RETURN FOUND AND NOT came_first;
END
$$;
COMMENT ON FUNCTION fairdraw.pass_barrier IS
    'whether a branch''s operation is to be carried out, in this transaction: not when it was, nor a compensation whose action never came, nor an action after its compensation';

REVOKE ALL ON FUNCTION fairdraw.judge_coupon_change, fairdraw.last_change, fairdraw.coupon_status, fairdraw.change_coupons, fairdraw.lapse_holds,
    fairdraw.hold_order, fairdraw.hold_again, fairdraw.settle_order, fairdraw.hold_new_orders, fairdraw.confirm_held_orders,
    fairdraw.change_orders, fairdraw.expire_coupons, fairdraw.pass_barrier FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.last_change, fairdraw.coupon_status, fairdraw.hold_order, fairdraw.settle_order, fairdraw.change_orders,
    fairdraw.pass_barrier TO fairdraw_serving;
GRANT EXECUTE ON FUNCTION fairdraw.last_change, fairdraw.coupon_status, fairdraw.lapse_holds, fairdraw.expire_coupons TO fairdraw_keeper;
GRANT SELECT ON fairdraw.coupon_changes, fairdraw.orders TO fairdraw_serving, fairdraw_keeper;
GRANT DELETE ON fairdraw.dtm_barriers TO fairdraw_keeper;
GRANT SELECT (passed_at) ON fairdraw.dtm_barriers TO fairdraw_keeper;
