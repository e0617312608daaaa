-- Notices and events: who is told what. A notice to many is one row of content, delivered when somebody looks; a webhook gets every
-- change of a coupon, in the order in which it was committed, from the rows that say it anyway.

CREATE TABLE fairdraw.notices (
    notice_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id text COLLATE "C",
    kind text NOT NULL,
    audience text NOT NULL,
    user_id text COLLATE "C",
    round_no integer REFERENCES fairdraw.rounds,
    template_no integer REFERENCES fairdraw.templates,
    day date,
    title text,
    body text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    goes_at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT notices_one_per_id UNIQUE (notice_id),
    CONSTRAINT notices_id_is_an_identifier CHECK (notice_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    CONSTRAINT notices_kind_is_known CHECK (kind IN ('message', 'round_drawn', 'round_void', 'coupons_expiring')),
    CONSTRAINT notices_audience_is_known CHECK (audience IN ('everyone', 'user', 'round')),
    CONSTRAINT notices_have_their_audience CHECK (
        (audience = 'user') = (user_id IS NOT NULL) AND (audience = 'round') = (round_no IS NOT NULL)),
    CONSTRAINT notices_message_has_words CHECK (
        CASE kind WHEN 'message' THEN num_nulls(notice_id, title, body) = 0 ELSE num_nonnulls(notice_id, title, body) = 0 END),
    CONSTRAINT notices_words_are_short CHECK (char_length(title) <= 200 AND char_length(body) <= 4000),
    CONSTRAINT notices_reminder_is_of_a_day CHECK ((kind = 'coupons_expiring') = (template_no IS NOT NULL AND day IS NOT NULL)),
    CONSTRAINT notices_go_after_they_came CHECK (goes_at > created_at)
);
COMMENT ON TABLE fairdraw.notices IS 'what is to be told, and to whom? One row of content, however many it is for';
COMMENT ON COLUMN fairdraw.notices.audience IS 'everyone, one user, or whoever entered a round: those are looked up when somebody asks for their inbox';
COMMENT ON COLUMN fairdraw.notices.notice_id IS 'what whoever sent it calls it, so that sending it again finds it; null: the program''s own';
COMMENT ON COLUMN fairdraw.notices.goes_at IS 'from then on nobody sees it; purged once its day is over and webhooks were told, or soon after';
COMMENT ON INDEX fairdraw.notices_one_per_id IS 'was this sent before?';
COMMENT ON INDEX fairdraw.notices_pkey IS 'a notice by its number; what is new since';
CREATE INDEX notices_for_everyone ON fairdraw.notices (notice_no) WHERE audience = 'everyone';
COMMENT ON INDEX fairdraw.notices_for_everyone IS 'what is told to everyone, newest first';
CREATE INDEX notices_for_rounds ON fairdraw.notices (notice_no) WHERE audience = 'round';
COMMENT ON INDEX fairdraw.notices_for_rounds IS 'what is told to whoever entered some round, newest first';
CREATE INDEX notices_for_user ON fairdraw.notices (user_id, notice_no) WHERE user_id IS NOT NULL;
COMMENT ON INDEX fairdraw.notices_for_user IS 'what is told to one user, newest first';
CREATE UNIQUE INDEX notices_one_reminder_a_day ON fairdraw.notices (user_id, template_no, day) WHERE kind = 'coupons_expiring';
COMMENT ON INDEX fairdraw.notices_one_reminder_a_day IS 'a user is reminded of a template once a day, whatever restarts';
CREATE UNIQUE INDEX notices_one_per_outcome ON fairdraw.notices (round_no) WHERE kind IN ('round_drawn', 'round_void');
COMMENT ON INDEX fairdraw.notices_one_per_outcome IS 'a round''s outcome is told once';
CREATE INDEX notices_by_end ON fairdraw.notices (greatest(goes_at, (day + 1)::timestamp AT TIME ZONE 'UTC'));
COMMENT ON INDEX fairdraw.notices_by_end IS 'which are old enough to go? A reminder not on its day, or it would come a second time';
CREATE INDEX notices_in_order ON fairdraw.notices (xid, notice_no);
COMMENT ON INDEX fairdraw.notices_in_order IS 'what was told since?';

CREATE TABLE fairdraw.notices_read (
    user_id text COLLATE "C" NOT NULL,
    notice_no bigint NOT NULL REFERENCES fairdraw.notices ON DELETE CASCADE,
    read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT notices_read_pkey PRIMARY KEY (user_id, notice_no)
);
COMMENT ON TABLE fairdraw.notices_read IS 'who has read what?';
COMMENT ON INDEX fairdraw.notices_read_pkey IS 'has this user read it?';
CREATE INDEX notices_read_of_notice ON fairdraw.notices_read (notice_no);
COMMENT ON INDEX fairdraw.notices_read_of_notice IS 'what goes with a notice';

CREATE FUNCTION fairdraw.entered(of_round integer, of_user text) RETURNS boolean
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    is_there boolean;
BEGIN
    IF EXISTS (SELECT FROM fairdraw.rounds r WHERE r.round_no = of_round AND r.kind = 'first_come') THEN
        RETURN EXISTS (SELECT FROM fairdraw.coupons c WHERE c.user_id = of_user AND c.cause = 'round ' || of_round);
    END IF;
    -- In the round's own partition: to ask the whole table takes a plan and a lock of every round there ever was.
    EXECUTE format('SELECT true FROM fairdraw.%I e WHERE e.user_id = $1', 'entries_' || of_round) INTO is_there USING of_user;
    RETURN is_there IS NOT NULL;
EXCEPTION WHEN undefined_table THEN
    -- An old round, that was dropped.
    RETURN false;
END
$$;
COMMENT ON FUNCTION fairdraw.entered IS 'has this user entered that round? A first-come round, if they got a coupon of it';

CREATE FUNCTION fairdraw.concerns(n fairdraw.notices, of_user text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN n.goes_at > clock_timestamp() AND CASE n.audience
        WHEN 'everyone' THEN true
        WHEN 'user' THEN n.user_id = of_user
        ELSE fairdraw.entered(n.round_no, of_user) END;
COMMENT ON FUNCTION fairdraw.concerns IS 'is this told to that user, now?';

CREATE FUNCTION fairdraw.inbox(of_user text, before bigint, only_unread boolean, at_most integer)
    RETURNS TABLE (notice_no bigint, kind text, title text, body text, round_id text, outcome text, template_id text,
                   template_title text, created_ms bigint, read_ms bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- However many notices there are, a user's are found by the indexes.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    n record;
    of_rounds bigint[] := '{}';
BEGIN
    -- Of no more rounds than these, because each costs a look-up.
    FOR n IN SELECT m.notice_no, m.round_no
             FROM (SELECT x.notice_no, x.round_no FROM fairdraw.notices x
                   WHERE x.audience = 'round' AND x.goes_at > clock_timestamp() ORDER BY x.notice_no DESC LIMIT 100) AS m
             WHERE (before IS NULL OR m.notice_no < before)
               AND (NOT only_unread OR NOT EXISTS (
                        SELECT FROM fairdraw.notices_read x WHERE x.user_id = of_user AND x.notice_no = m.notice_no))
             ORDER BY m.notice_no DESC
    LOOP
        CONTINUE WHEN NOT fairdraw.entered(n.round_no, of_user);
        of_rounds := of_rounds || n.notice_no;
        EXIT WHEN cardinality(of_rounds) >= at_most;
    END LOOP;
    RETURN QUERY
    SELECT f.notice_no, f.kind, f.title, f.body, r.round_id,
           CASE f.kind WHEN 'round_void' THEN 'void'
                       WHEN 'round_drawn' THEN
                           CASE WHEN EXISTS (SELECT FROM fairdraw.winners w WHERE w.round_no = f.round_no AND w.user_id = of_user)
                                THEN 'won' ELSE 'lost' END END,
           t.template_id, t.title, fairdraw.unix_ms(f.created_at), fairdraw.unix_ms(x.read_at)
    FROM (
        (SELECT u.* FROM fairdraw.notices u
         WHERE u.user_id = of_user AND (before IS NULL OR u.notice_no < before) AND u.goes_at > clock_timestamp()
           AND (NOT only_unread OR NOT EXISTS (
                    SELECT FROM fairdraw.notices_read y WHERE y.user_id = of_user AND y.notice_no = u.notice_no))
         ORDER BY u.notice_no DESC LIMIT at_most)
        UNION ALL
        (SELECT e.* FROM fairdraw.notices e
         WHERE e.audience = 'everyone' AND (before IS NULL OR e.notice_no < before) AND e.goes_at > clock_timestamp()
           AND (NOT only_unread OR NOT EXISTS (
                    SELECT FROM fairdraw.notices_read y WHERE y.user_id = of_user AND y.notice_no = e.notice_no))
         ORDER BY e.notice_no DESC LIMIT at_most)
        UNION ALL
        (SELECT m.* FROM fairdraw.notices m WHERE m.notice_no = ANY (of_rounds))
    ) AS f
    LEFT JOIN fairdraw.rounds r ON r.round_no = f.round_no
    LEFT JOIN fairdraw.templates t ON t.template_no = f.template_no
    LEFT JOIN fairdraw.notices_read x ON x.user_id = of_user AND x.notice_no = f.notice_no
    ORDER BY f.notice_no DESC
    LIMIT at_most;
END
$$;
COMMENT ON FUNCTION fairdraw.inbox IS 'what a user is told, newest first: their own notices, everybody''s, and of the newest hundred to rounds those of rounds they entered, each with what it means to them';

CREATE FUNCTION fairdraw.mark_read(of_user text, of_notice bigint) RETURNS TABLE (notice_no bigint, read_ms bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO fairdraw.notices_read (user_id, notice_no)
    SELECT of_user, n.notice_no FROM fairdraw.notices n WHERE n.notice_no = of_notice AND fairdraw.concerns(n, of_user)
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT x.notice_no, fairdraw.unix_ms(x.read_at) FROM fairdraw.notices_read x
                 WHERE x.user_id = of_user AND x.notice_no = of_notice;
END
$$;
COMMENT ON FUNCTION fairdraw.mark_read IS 'a user has read a notice: since when; nothing where it is not told to them';

CREATE FUNCTION fairdraw.mark_all_read(of_user text, at_most integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    marked bigint;
BEGIN
    INSERT INTO fairdraw.notices_read (user_id, notice_no)
    SELECT of_user, i.notice_no FROM fairdraw.inbox(of_user, NULL, true, at_most) AS i
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS marked = ROW_COUNT;
    RETURN marked;
END
$$;
COMMENT ON FUNCTION fairdraw.mark_all_read IS 'a user has read what is told to them at this moment, and nothing that comes later; gives how many that were';

CREATE FUNCTION fairdraw.remind(at_most integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    part text[] := fairdraw.take_due('remind', at_most);
    told bigint;
BEGIN
    IF part IS NULL THEN
        RETURN NULL;
    END IF;
    -- What expires within the minute can no longer be used in peace. In one order for all, so that two issues to the same people do
    -- not wait for each other.
    INSERT INTO fairdraw.notices (kind, audience, user_id, template_no, day, goes_at)
    SELECT 'coupons_expiring', 'user', c.user_id, i.template_no, (clock_timestamp() AT TIME ZONE 'UTC')::date, max(i.expires_at)
    FROM unnest(part) AS p (code)
    JOIN fairdraw.coupons c USING (code)
    JOIN fairdraw.issues i USING (issue_no)
    LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
    WHERE i.expires_at > clock_timestamp() + interval '1 minute' AND coalesce(l.to_state, 'available') IN ('available', 'held')
    GROUP BY c.user_id, i.template_no
    ORDER BY c.user_id, i.template_no
    ON CONFLICT (user_id, template_no, day) WHERE kind = 'coupons_expiring'
        DO UPDATE SET goes_at = greatest(notices.goes_at, excluded.goes_at) WHERE notices.goes_at < excluded.goes_at;
    GET DIAGNOSTICS told = ROW_COUNT;
    RETURN told;
END
$$;
COMMENT ON FUNCTION fairdraw.remind IS
    'reminds those who still have some of the next so many coupons of issues that are due; gives how many people, or null where none is due';

CREATE FUNCTION fairdraw.forget_notices(at_most integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    over_by timestamptz := clock_timestamp();
    gone bigint;
BEGIN
    -- While a webhook has still to be told of some, what is over waits for it; not for ever.
    IF EXISTS (SELECT FROM fairdraw.webhooks w WHERE w.ended_at IS NULL AND EXISTS (
                   SELECT FROM fairdraw.notices n
                   WHERE (n.xid, n.notice_no) > ((w.place).xid, CASE (w.place).part WHEN 2 THEN (w.place).number ELSE 0 END))) THEN
        over_by := over_by - interval '7 days';
    END IF;
    DELETE FROM fairdraw.notices n USING (
        SELECT o.notice_no FROM fairdraw.notices o
        WHERE greatest(o.goes_at, (o.day + 1)::timestamp AT TIME ZONE 'UTC') <= over_by
        ORDER BY greatest(o.goes_at, (o.day + 1)::timestamp AT TIME ZONE 'UTC') LIMIT at_most FOR UPDATE SKIP LOCKED) AS old
    WHERE n.notice_no = old.notice_no;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
COMMENT ON FUNCTION fairdraw.forget_notices IS 'purges notices that are over, and who has read them, once webhooks were told or had seven days; gives how many';

-- Events. There is no queue: what happened stands in issues, coupons and coupon_changes, with the transaction that wrote it. A webhook
-- has a place in the order of transactions, and never passes one that may still be under way.

-- Where in the order of events: of a transaction first what was issued (part 0, by issue and code), then what changed (1, by code and
-- seq), then what was told (2, by notice).
CREATE TYPE fairdraw.event_place AS (xid xid8, part integer, number bigint, code text);
COMMENT ON TYPE fairdraw.event_place IS 'where in the order of events? number: the issue, the change''s seq or the notice';

CREATE TABLE fairdraw.webhooks (
    webhook_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id text COLLATE "C" NOT NULL,
    url text NOT NULL,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    end_reason text,
    place fairdraw.event_place NOT NULL DEFAULT ROW(pg_snapshot_xmin(pg_current_snapshot()), 0, 0, ''),
    failures integer NOT NULL DEFAULT 0,
    last_trouble text,
    next_try_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT webhooks_one_per_id UNIQUE (webhook_id),
    CONSTRAINT webhooks_id_is_an_identifier CHECK (webhook_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    CONSTRAINT webhooks_secret_is_long CHECK (octet_length(secret) = 32),
    CONSTRAINT webhooks_end_with_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
COMMENT ON TABLE fairdraw.webhooks IS 'which systems are told of every change of a coupon, and how far are they?';
COMMENT ON COLUMN fairdraw.webhooks.place IS 'everything up to here was delivered, is in webhook_retries, or happened before the webhook was made. It begins at the oldest transaction under way, which may commit later';
COMMENT ON COLUMN fairdraw.webhooks.next_try_at IS 'not before; while an instance delivers, when others may take it to be dead. So it is also what the instance holds it by';
COMMENT ON INDEX fairdraw.webhooks_pkey IS 'a webhook by its number, from its retries';
COMMENT ON INDEX fairdraw.webhooks_one_per_id IS 'a webhook by its id';

CREATE TABLE fairdraw.webhook_retries (
    webhook_no integer NOT NULL REFERENCES fairdraw.webhooks ON DELETE CASCADE,
    event_id text COLLATE "C" NOT NULL,
    body text NOT NULL,
    failures integer NOT NULL DEFAULT 1,
    failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_try_at timestamptz NOT NULL,
    CONSTRAINT webhook_retries_pkey PRIMARY KEY (webhook_no, event_id)
);
COMMENT ON TABLE fairdraw.webhook_retries IS 'which events failed while others went through? A row goes when its event was delivered or given up';
COMMENT ON COLUMN fairdraw.webhook_retries.failed_at IS 'for the first time';
COMMENT ON INDEX fairdraw.webhook_retries_pkey IS 'each event once';
CREATE INDEX webhook_retries_due ON fairdraw.webhook_retries (webhook_no, next_try_at);
COMMENT ON INDEX fairdraw.webhook_retries_due IS 'what is to be tried again?';

CREATE FUNCTION fairdraw.issued_after(p fairdraw.event_place, below xid8, at_most integer)
    RETURNS TABLE (xid xid8, issue_no bigint, code text)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    i record;
    left_over integer := at_most;
    found_now integer;
    from_issue bigint := CASE p.part WHEN 0 THEN p.number ELSE 9223372036854775807 END;
BEGIN
    -- Issue by issue, so that of a large one no more than its next part is read.
    FOR i IN SELECT s.xid, s.issue_no FROM fairdraw.issues s
             WHERE (s.xid, s.issue_no) >= (p.xid, from_issue) AND s.xid < below ORDER BY s.xid, s.issue_no
    LOOP
        RETURN QUERY SELECT i.xid, i.issue_no, c.code FROM fairdraw.coupons c
                     WHERE c.issue_no = i.issue_no AND c.code > CASE i.issue_no WHEN from_issue THEN p.code ELSE '' END
                     ORDER BY c.code LIMIT left_over;
        GET DIAGNOSTICS found_now = ROW_COUNT;
        left_over := left_over - found_now;
        EXIT WHEN left_over = 0;
    END LOOP;
END
$$;
COMMENT ON FUNCTION fairdraw.issued_after IS 'coupons issued behind a place, by transactions before a given one';

-- What is below the oldest transaction under way is all there is to come of its time: nothing is passed that commits later.
CREATE FUNCTION fairdraw.events_after(p fairdraw.event_place, at_most integer,
                                      below xid8 DEFAULT pg_snapshot_xmin(pg_current_snapshot()))
    RETURNS TABLE (place fairdraw.event_place, event text, happened_ms bigint, data jsonb)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    -- A limit that is a parameter is planned for as a tenth of everything there is, which would be joined as a whole.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
    WITH found AS (
        (SELECT i.xid, 0 AS part, i.issue_no AS number, i.code FROM fairdraw.issued_after(p, below, at_most) AS i)
        UNION ALL
        (SELECT c.xid, 1, c.seq, c.code FROM fairdraw.coupon_changes c
         WHERE (c.xid, c.code, c.seq) > (p.xid, CASE p.part WHEN 1 THEN p.code WHEN 0 THEN '' ELSE '~' END,
                                         CASE p.part WHEN 1 THEN p.number WHEN 0 THEN 0 ELSE 2147483647 END)
           AND c.xid < below
         ORDER BY c.xid, c.code, c.seq LIMIT at_most)
        UNION ALL
        (SELECT n.xid, 2, n.notice_no, '' FROM fairdraw.notices n
         WHERE (n.xid, n.notice_no) > (p.xid, CASE p.part WHEN 2 THEN p.number ELSE 0 END)
           AND n.xid < below
         ORDER BY n.xid, n.notice_no LIMIT at_most)
    ), next AS (
        SELECT * FROM found f
        ORDER BY f.xid, f.part, CASE WHEN f.part <> 1 THEN f.number END, f.code, f.number LIMIT at_most
    )
    SELECT ROW(f.xid, f.part, f.number, f.code)::fairdraw.event_place,
           CASE f.part WHEN 0 THEN 'issued' WHEN 1 THEN c.change ELSE 'notice' END,
           fairdraw.unix_ms(CASE f.part WHEN 0 THEN i.issued_at WHEN 1 THEN c.changed_at ELSE n.created_at END),
           CASE WHEN f.part < 2 THEN jsonb_build_object(
               'coupon', f.code, 'seq', coalesce(c.seq, 0), 'user', k.user_id, 'template', t.template_id, 'currency', t.currency,
               'reason', i.reason, 'round', r.round_id, 'expires_ms', fairdraw.unix_ms(i.expires_at), 'order', c.order_id,
               'amount', c.amount, 'actor', c.actor)
           ELSE jsonb_build_object(
               'notice', n.notice_no, 'kind', n.kind, 'to', n.audience, 'user', n.user_id, 'round', r.round_id,
               'template', t.template_id, 'title', n.title, 'body', n.body,
               -- A reminder may come to last longer, and what is sent again shall be the same.
               'expires_ms', CASE WHEN n.kind <> 'coupons_expiring' THEN fairdraw.unix_ms(n.goes_at) END) END
    FROM next f
    LEFT JOIN fairdraw.coupons k ON f.part < 2 AND k.code = f.code
    LEFT JOIN fairdraw.issues i ON i.issue_no = k.issue_no
    LEFT JOIN fairdraw.coupon_changes c ON f.part = 1 AND c.code = f.code AND c.seq = f.number
    LEFT JOIN fairdraw.notices n ON f.part = 2 AND n.notice_no = f.number
    LEFT JOIN fairdraw.rounds r ON r.round_no = coalesce(i.round_no, n.round_no)
    LEFT JOIN fairdraw.templates t ON t.template_no = coalesce(i.template_no, n.template_no)
    ORDER BY f.xid, f.part, CASE WHEN f.part <> 1 THEN f.number END, f.code, f.number
$$;
COMMENT ON FUNCTION fairdraw.events_after IS 'what happened behind a place, in the order of transactions: below a given one, or else as far as none is under way that might still add to it';

CREATE FUNCTION fairdraw.take_webhook(for_s integer)
    RETURNS TABLE (webhook_no integer, webhook_id text, url text, secret bytea, place fairdraw.event_place, failures integer,
                   held_until timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    w fairdraw.webhooks;
BEGIN
    FOR w IN SELECT * FROM fairdraw.webhooks x WHERE x.ended_at IS NULL AND x.next_try_at <= clock_timestamp()
             ORDER BY x.next_try_at
    LOOP
        -- Looked at without a lock: as a rule there is nothing to deliver.
        CONTINUE WHEN NOT EXISTS (SELECT FROM fairdraw.events_after(w.place, 1)) AND NOT EXISTS (
            SELECT FROM fairdraw.webhook_retries r WHERE r.webhook_no = w.webhook_no AND r.next_try_at <= clock_timestamp());
        PERFORM FROM fairdraw.webhooks x
        WHERE x.webhook_no = w.webhook_no AND x.next_try_at = w.next_try_at AND x.ended_at IS NULL FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        RETURN QUERY
        UPDATE fairdraw.webhooks x SET next_try_at = clock_timestamp() + for_s * interval '1 second'
        WHERE x.webhook_no = w.webhook_no
        RETURNING x.webhook_no, x.webhook_id, x.url, x.secret, x.place, x.failures, x.next_try_at;
        RETURN;
    END LOOP;
END
$$;
COMMENT ON FUNCTION fairdraw.take_webhook IS 'a webhook that has something to deliver, for so long this instance''s alone; no row where there is none. Its place may have moved since it was looked at, which the row gives';

-- A dump that is restored into another cluster brings its transactions' numbers with it, which may be ahead of that cluster's.
CREATE FUNCTION fairdraw.transactions_behind() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    -- A promotion's code is redeemed by the transaction that issues its coupon.
    SELECT greatest(0, newest.xid::text::bigint + 1 - pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    FROM (SELECT greatest((SELECT i.xid FROM fairdraw.issues i ORDER BY i.xid DESC LIMIT 1),
                          (SELECT c.xid FROM fairdraw.coupon_changes c ORDER BY c.xid DESC LIMIT 1),
                          (SELECT n.xid FROM fairdraw.notices n ORDER BY n.xid DESC LIMIT 1),
                          (SELECT (w.place).xid FROM fairdraw.webhooks w ORDER BY (w.place).xid DESC LIMIT 1)) AS xid) AS newest
$$;
COMMENT ON FUNCTION fairdraw.transactions_behind IS
    'how many transactions this cluster must still count until it is past what is recorded; 0 anywhere but after a restore elsewhere';

CREATE PROCEDURE fairdraw.advance_transactions()
    LANGUAGE plpgsql
AS $$
DECLARE
    left_over bigint := fairdraw.transactions_behind();
BEGIN
    -- One by one, each a transaction: that is how numbers are counted. Without a write, none waits for the disk.
    WHILE left_over > 0 LOOP
        PERFORM pg_catalog.pg_current_xact_id();
        COMMIT;
        left_over := left_over - 1;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE fairdraw.advance_transactions IS 'for the owner, after a restore elsewhere and before the service starts: counts up to what is recorded';

REVOKE ALL ON PROCEDURE fairdraw.advance_transactions FROM PUBLIC;
REVOKE ALL ON FUNCTION fairdraw.transactions_behind, fairdraw.entered, fairdraw.concerns, fairdraw.inbox, fairdraw.mark_read, fairdraw.mark_all_read, fairdraw.remind,
    fairdraw.forget_notices, fairdraw.issued_after, fairdraw.events_after, fairdraw.take_webhook FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.inbox, fairdraw.mark_read, fairdraw.mark_all_read TO fairdraw_serving;
GRANT EXECUTE ON FUNCTION fairdraw.remind, fairdraw.forget_notices, fairdraw.take_webhook, fairdraw.events_after,
    fairdraw.issued_after, fairdraw.transactions_behind TO fairdraw_keeper;
GRANT SELECT, INSERT ON fairdraw.notices TO fairdraw_keeper;
-- Secrets are the keeper's alone.
GRANT SELECT, DELETE ON fairdraw.webhooks, fairdraw.webhook_retries TO fairdraw_keeper;
GRANT INSERT (webhook_id, url, secret) ON fairdraw.webhooks TO fairdraw_keeper;
GRANT UPDATE (ended_at, end_reason, place, failures, last_trouble, next_try_at) ON fairdraw.webhooks TO fairdraw_keeper;
GRANT INSERT ON fairdraw.webhook_retries TO fairdraw_keeper;
GRANT UPDATE (failures, next_try_at) ON fairdraw.webhook_retries TO fairdraw_keeper;
