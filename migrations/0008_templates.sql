-- Templates, and the one step in which coupons come into being: issued to a draw's winners, first come first served, by a grant, by a
-- claim or for a promotion code, each in the same function's keeping.

CREATE TABLE fairdraw.templates (
    template_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    template_id text COLLATE "C" NOT NULL,
    title text NOT NULL,
    currency text COLLATE "C" NOT NULL,
    benefit jsonb NOT NULL,
    scope jsonb NOT NULL,
    stacking jsonb NOT NULL,
    per_user integer,
    claim_from timestamptz,
    claim_to timestamptz,
    valid_from timestamptz,
    valid_to timestamptz,
    valid_days integer,
    audience text NOT NULL,
    segment text COLLATE "C",
    remind_days integer,
    state text NOT NULL DEFAULT 'draft',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz,
    stopped_at timestamptz,
    CONSTRAINT templates_one_per_id UNIQUE (template_id),
    CONSTRAINT templates_id_is_an_identifier CHECK (template_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    CONSTRAINT templates_title_is_a_line CHECK (char_length(title) BETWEEN 1 AND 200 AND title !~ '[[:cntrl:]]'),
    CONSTRAINT templates_currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT templates_per_user_is_positive CHECK (per_user > 0),
    CONSTRAINT templates_claim_whole_or_not_at_all CHECK ((claim_from IS NULL) = (claim_to IS NULL)),
    CONSTRAINT templates_claim_in_order CHECK (claim_from < claim_to),
    CONSTRAINT templates_valid_by_dates_or_by_days CHECK (
        CASE WHEN valid_days IS NULL THEN valid_from < valid_to
             ELSE valid_from IS NULL AND valid_to IS NULL AND valid_days BETWEEN 1 AND 3660 END IS TRUE),
    CONSTRAINT templates_audience_is_known CHECK (
        audience IN ('everyone', 'users', 'segment') AND (audience = 'segment') = (segment IS NOT NULL)),
    CONSTRAINT templates_remind_in_days CHECK (remind_days BETWEEN 1 AND 365),
    CONSTRAINT templates_state_is_known CHECK (state IN ('draft', 'published', 'stopped')),
    CONSTRAINT templates_state_has_its_time CHECK (
        (state = 'draft') = (published_at IS NULL) AND (state = 'stopped') = (stopped_at IS NOT NULL))
);
COMMENT ON TABLE fairdraw.templates IS 'what kinds of coupons are there, and by what rules? One row a template; money in minor units of its currency';
COMMENT ON COLUMN fairdraw.templates.benefit IS 'what a coupon takes off, as the program wrote it';
COMMENT ON COLUMN fairdraw.templates.scope IS 'what of an order it counts for';
COMMENT ON COLUMN fairdraw.templates.stacking IS 'which others it may be used with';
COMMENT ON COLUMN fairdraw.templates.per_user IS 'how many a user may be given; null: no limit. What was won in a draw does not count';
COMMENT ON COLUMN fairdraw.templates.valid_days IS 'days of 24 hours from the issue; or else valid_from and valid_to';
COMMENT ON COLUMN fairdraw.templates.audience IS 'who may take one (a claim, a first-come round, a promotion''s code): everyone, those listed in template_audience, or who has the segment in their token';
COMMENT ON INDEX fairdraw.templates_pkey IS 'a template by its number, from everything that carries it';
COMMENT ON INDEX fairdraw.templates_one_per_id IS 'a template by its id; the list of templates';

CREATE TABLE fairdraw.template_audience (
    template_no integer NOT NULL REFERENCES fairdraw.templates,
    user_id text COLLATE "C" NOT NULL,
    CONSTRAINT template_audience_pkey PRIMARY KEY (template_no, user_id)
);
COMMENT ON TABLE fairdraw.template_audience IS 'whom is a template for, where its audience is a list of users?';
COMMENT ON INDEX fairdraw.template_audience_pkey IS 'is a template for this user?';

-- Apart from templates, and with room in its pages, because it changes with every issue.
CREATE TABLE fairdraw.template_stock (
    template_no integer PRIMARY KEY REFERENCES fairdraw.templates,
    total bigint,
    issued bigint NOT NULL DEFAULT 0,
    CONSTRAINT template_stock_is_never_exceeded CHECK (issued >= 0 AND issued <= total)
) WITH (fillfactor = 10);
COMMENT ON TABLE fairdraw.template_stock IS 'how many coupons of a template may there be, and how many were issued? What was won in a draw does not count';
COMMENT ON COLUMN fairdraw.template_stock.total IS 'null: as many as are asked for';
COMMENT ON INDEX fairdraw.template_stock_pkey IS 'a template''s stock, locked by whoever issues of it';

CREATE FUNCTION fairdraw.keep_template_rules() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.state <> 'draft' AND
        (OLD.template_id, OLD.currency, OLD.benefit, OLD.scope, OLD.stacking, OLD.claim_from, OLD.valid_from, OLD.valid_to,
         OLD.valid_days, OLD.audience, OLD.segment, OLD.published_at)
        IS DISTINCT FROM
        (NEW.template_id, NEW.currency, NEW.benefit, NEW.scope, NEW.stacking, NEW.claim_from, NEW.valid_from, NEW.valid_to,
         NEW.valid_days, NEW.audience, NEW.segment, NEW.published_at) THEN
        RAISE EXCEPTION 'template % is published: what its coupons promise stands', OLD.template_id;
    END IF;
    IF OLD.state = 'stopped' OR (OLD.state, NEW.state) = ('published', 'draft') THEN
        RAISE EXCEPTION 'template % is %, and stays so', OLD.template_id, OLD.state;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION fairdraw.keep_template_rules IS 'what coupons promise cannot change once there may be some';
CREATE TRIGGER templates_keep_their_rules BEFORE UPDATE ON fairdraw.templates
    FOR EACH ROW EXECUTE FUNCTION fairdraw.keep_template_rules();

-- Rounds: what winners get, and rounds in which whoever comes first gets it.

ALTER TABLE fairdraw.campaigns ADD COLUMN template_no integer REFERENCES fairdraw.templates;
ALTER TABLE fairdraw.rounds
    ADD COLUMN template_no integer REFERENCES fairdraw.templates,
    ADD COLUMN kind text NOT NULL DEFAULT 'draw',
    ALTER COLUMN quota DROP NOT NULL,
    ALTER COLUMN beacon DROP NOT NULL,
    ALTER COLUMN operator_vkey DROP NOT NULL,
    ADD CONSTRAINT rounds_kind_is_known CHECK (kind IN ('draw', 'first_come')),
    ADD CONSTRAINT rounds_draw_has_its_rule CHECK (
        CASE kind WHEN 'draw' THEN num_nulls(quota, beacon, operator_vkey) = 0
                  ELSE num_nonnulls(quota, beacon, operator_vkey, reserve_from, seed, winners) = 0 AND template_no IS NOT NULL END);
COMMENT ON COLUMN fairdraw.rounds.kind IS 'draw: a share of those who entered wins; first_come: whoever comes first gets one, while the stock lasts';
COMMENT ON COLUMN fairdraw.rounds.template_no IS 'what winners get; null: a coupon that is nothing but its code';

CREATE TABLE fairdraw.round_stock (
    round_no integer PRIMARY KEY REFERENCES fairdraw.rounds,
    stock bigint NOT NULL,
    issued bigint NOT NULL DEFAULT 0,
    CONSTRAINT round_stock_is_never_exceeded CHECK (stock > 0 AND issued BETWEEN 0 AND stock)
) WITH (fillfactor = 10);
COMMENT ON TABLE fairdraw.round_stock IS 'how many coupons has a first-come round, and how many are gone?';
COMMENT ON INDEX fairdraw.round_stock_pkey IS 'a round''s stock, locked by whoever issues of it';

DROP INDEX fairdraw.rounds_due;
CREATE INDEX rounds_due ON fairdraw.rounds (close_due_at)
    WHERE kind = 'draw' AND state IN ('announced', 'closing', 'closed') AND alarm IS NULL;
COMMENT ON INDEX fairdraw.rounds_due IS 'which round''s next step is due? First-come rounds have none: the clock ends them';

-- An issue is what one commit gave out of one template for one reason; a coupon, one of its parts. What all coupons of an issue have in
-- common stands once: two million winners' coupons have one time, one template and one expiry.

CREATE TABLE fairdraw.issues (
    issue_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    template_no integer REFERENCES fairdraw.templates,
    reason text NOT NULL,
    round_no integer REFERENCES fairdraw.rounds,
    coupons bigint NOT NULL,
    issued_at timestamptz NOT NULL,
    valid_from timestamptz NOT NULL,
    expires_at timestamptz,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT issues_reason_is_known CHECK (reason IN ('draw', 'first_come', 'grant', 'claim', 'code')),
    CONSTRAINT issues_round_where_there_is_one CHECK ((reason IN ('draw', 'first_come')) = (round_no IS NOT NULL)),
    CONSTRAINT issues_have_coupons CHECK (coupons > 0),
    CONSTRAINT issues_expire_after_the_issue CHECK (reason = 'draw' OR expires_at > issued_at)
);
COMMENT ON TABLE fairdraw.issues IS 'which coupons came into being together, of what, why and until when? A row a commit; never changed';
COMMENT ON COLUMN fairdraw.issues.expires_at IS 'null: a round''s coupons without a template, which never expire. Before the issue only where a draw came too late: what was promised is given';
COMMENT ON COLUMN fairdraw.issues.xid IS 'in which order did changes become visible? Those of transactions that are all over are read in this order';
COMMENT ON INDEX fairdraw.issues_pkey IS 'what a coupon shares with those issued with it';
CREATE UNIQUE INDEX issues_one_per_draw ON fairdraw.issues (round_no) WHERE reason = 'draw';
COMMENT ON INDEX fairdraw.issues_one_per_draw IS 'a draw''s coupons: issued once, whatever crashes';
CREATE INDEX issues_of_round ON fairdraw.issues (round_no) WHERE round_no IS NOT NULL;
COMMENT ON INDEX fairdraw.issues_of_round IS 'a round''s coupons';
CREATE INDEX issues_of_template ON fairdraw.issues (template_no, reason);
COMMENT ON INDEX fairdraw.issues_of_template IS 'how many coupons of a template were issued, and why?';
CREATE INDEX issues_in_order ON fairdraw.issues (xid, issue_no);
COMMENT ON INDEX fairdraw.issues_in_order IS 'what was issued since?';

CREATE TABLE fairdraw.issue_tasks (
    issue_no bigint NOT NULL REFERENCES fairdraw.issues,
    task text NOT NULL,
    due_at timestamptz NOT NULL,
    done_to text COLLATE "C" NOT NULL DEFAULT '',
    CONSTRAINT issue_tasks_pkey PRIMARY KEY (issue_no, task),
    CONSTRAINT issue_tasks_task_is_known CHECK (task IN ('expire', 'remind'))
);
COMMENT ON TABLE fairdraw.issue_tasks IS 'what is to be done with an issue''s coupons, and when? A row goes when it is done, so that no clock has to look at coupons';
COMMENT ON COLUMN fairdraw.issue_tasks.done_to IS 'the last code with which it is done, in their order';
COMMENT ON INDEX fairdraw.issue_tasks_pkey IS 'each task once';
CREATE INDEX issue_tasks_due ON fairdraw.issue_tasks (task, due_at);
COMMENT ON INDEX fairdraw.issue_tasks_due IS 'what is due?';

INSERT INTO fairdraw.issues (reason, round_no, coupons, issued_at, valid_from)
SELECT 'draw', round_no, count(*), min(issued_at), min(issued_at) FROM fairdraw.coupons GROUP BY round_no ORDER BY round_no;

-- Written anew, which takes a fraction of the time that changing each row does, and leaves nothing dead behind.
CREATE TABLE fairdraw.issued_coupons (
    code text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    issue_no bigint NOT NULL,
    cause text COLLATE "C" NOT NULL
);
INSERT INTO fairdraw.issued_coupons (code, user_id, issue_no, cause)
SELECT c.code, c.user_id, i.issue_no, 'round ' || c.round_no
FROM fairdraw.coupons c JOIN fairdraw.issues i USING (round_no);
DROP TABLE fairdraw.coupons;
ALTER TABLE fairdraw.issued_coupons RENAME TO coupons;
ALTER TABLE fairdraw.coupons
    ADD CONSTRAINT coupons_pkey PRIMARY KEY (code),
    ADD CONSTRAINT coupons_one_per_user_and_cause UNIQUE (user_id, cause);
GRANT SELECT ON fairdraw.coupons TO fairdraw_serving, fairdraw_keeper;
COMMENT ON TABLE fairdraw.coupons IS 'whose coupon is it, and what for? One row a coupon, from the issue on, never changed';
COMMENT ON COLUMN fairdraw.coupons.cause IS 'what the user got it for, such as "round 17" or "grant 3": once each';
COMMENT ON INDEX fairdraw.coupons_pkey IS 'a coupon by its code; no two are the same';
COMMENT ON INDEX fairdraw.coupons_one_per_user_and_cause IS 'a user''s coupons, and what was given for a cause: one, whatever crashes';
CREATE INDEX coupons_of_issue ON fairdraw.coupons (issue_no, code);
COMMENT ON INDEX fairdraw.coupons_of_issue IS 'the coupons of an issue, part by part';

CREATE FUNCTION fairdraw.take_due(of_task text, at_most integer) RETURNS text[]
    LANGUAGE plpgsql VOLATILE
    -- By the indexes, whatever the plan was made for.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    due fairdraw.issue_tasks;
    part text[];
    taken text[];
BEGIN
    -- By the time of the statement, which an index can be asked for.
    FOR due IN
        SELECT * FROM fairdraw.issue_tasks t
        WHERE t.task = of_task AND t.due_at <= statement_timestamp() ORDER BY t.due_at LIMIT at_most FOR UPDATE SKIP LOCKED
    LOOP
        taken := coalesce(taken, '{}');
        SELECT array_agg(c.code ORDER BY c.code) INTO part
        FROM (SELECT k.code FROM fairdraw.coupons k WHERE k.issue_no = due.issue_no AND k.code > due.done_to
              ORDER BY k.code LIMIT at_most - cardinality(taken)) AS c;
        taken := taken || part;
        IF cardinality(taken) = at_most THEN
            UPDATE fairdraw.issue_tasks t SET done_to = part[cardinality(part)] WHERE t.issue_no = due.issue_no AND t.task = of_task;
            EXIT;
        END IF;
        DELETE FROM fairdraw.issue_tasks t WHERE t.issue_no = due.issue_no AND t.task = of_task;
    END LOOP;
    RETURN taken;
END
$$;
COMMENT ON FUNCTION fairdraw.take_due IS
    'the next so many coupons with which a task is due, of however many issues, and notes how far that came; null where it is due with none. In parts, since nobody learns of anything while a transaction is under way';

CREATE FUNCTION fairdraw.refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'what stands in fairdraw.% is never changed or deleted', TG_TABLE_NAME;
END
$$;
COMMENT ON FUNCTION fairdraw.refuse_change IS 'keeps a record as it was written, whoever asks';
CREATE TRIGGER issues_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON fairdraw.issues
    FOR EACH STATEMENT EXECUTE FUNCTION fairdraw.refuse_change();
CREATE TRIGGER coupons_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON fairdraw.coupons
    FOR EACH STATEMENT EXECUTE FUNCTION fairdraw.refuse_change();

-- The issue step.

CREATE FUNCTION fairdraw.new_code() RETURNS text
    LANGUAGE sql VOLATILE PARALLEL SAFE
    RETURN translate(encode(overlay(uuid_send(gen_random_uuid()) PLACING '' FROM 5 FOR 6), 'hex'),
                     '0123456789abcdef', 'BCDFGHJKLMNPRTVX');
COMMENT ON FUNCTION fairdraw.new_code IS
    'a coupon''s code: 80 bits of gen_random_uuid()''s CSPRNG (without the six that are always the same, which bytes 7 and 9 hold), in letters that spell no word and cannot be mistaken for one another';

CREATE FUNCTION fairdraw.begin_issue(of_template integer, why text, of_round integer, how_many bigint) RETURNS bigint
    LANGUAGE sql VOLATILE
AS $$
    WITH made AS (
        INSERT INTO fairdraw.issues (template_no, reason, round_no, coupons, issued_at, valid_from, expires_at)
        SELECT of_template, why, of_round, how_many, now.at, coalesce(t.valid_from, now.at),
               coalesce(t.valid_to, now.at + t.valid_days * interval '24 hours')
        FROM (SELECT clock_timestamp() AS at) AS now
        LEFT JOIN fairdraw.templates t ON t.template_no = of_template
        RETURNING issue_no, issued_at, expires_at
    ), tasks AS (
        INSERT INTO fairdraw.issue_tasks (issue_no, task, due_at)
        SELECT made.issue_no, x.task, x.due_at
        FROM made
        JOIN fairdraw.templates t ON t.template_no = of_template
        CROSS JOIN LATERAL (VALUES ('expire', made.expires_at),
                                   ('remind', made.expires_at - t.remind_days * interval '24 hours')) AS x (task, due_at)
        -- What was promised is given however late, and has expired then.
        WHERE x.due_at > made.issued_at OR x.task = 'expire'
    )
    SELECT issue_no FROM made
$$;
COMMENT ON FUNCTION fairdraw.begin_issue IS 'the row that coupons issued together share, and what is to be done with them one day; gives its number';

CREATE FUNCTION fairdraw.issue_to_winners(of_round integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    drawn record;
    this_issue bigint;
    issued bigint := 0;
BEGIN
    SELECT r.template_no, count(w.user_id) AS winners INTO drawn
    FROM fairdraw.rounds r LEFT JOIN fairdraw.winners w USING (round_no)
    WHERE r.round_no = of_round GROUP BY r.round_no;
    IF drawn.winners > 0 THEN
        this_issue := fairdraw.begin_issue(drawn.template_no, 'draw', of_round, drawn.winners);
        -- In the order of the indexes, which takes a sixth less time.
        INSERT INTO fairdraw.coupons (code, user_id, issue_no, cause)
        SELECT made.code, made.user_id, this_issue, 'round ' || of_round
        FROM (SELECT fairdraw.new_code() COLLATE "C" AS code, w.user_id FROM fairdraw.winners w WHERE w.round_no = of_round) AS made
        ORDER BY made.code;
        GET DIAGNOSTICS issued = ROW_COUNT;
    END IF;
    RETURN issued;
END
$$;
COMMENT ON FUNCTION fairdraw.issue_to_winners IS
    'a coupon for each winner of a round, past totals and limits: what was won was promised. Gives how many';

CREATE FUNCTION fairdraw.issue_window(t fairdraw.templates, why text, of_round integer) RETURNS tstzrange
    LANGUAGE sql VOLATILE
AS $$
    SELECT CASE
        WHEN t.state <> 'published' OR t.valid_to <= clock_timestamp() THEN tstzrange 'empty'
        WHEN why = 'claim' THEN CASE WHEN t.claim_from IS NULL THEN tstzrange 'empty' ELSE tstzrange(t.claim_from, t.claim_to) END
        WHEN why = 'first_come' THEN coalesce((
            SELECT tstzrange(r.enter_from, r.enter_to) FROM fairdraw.rounds r
            WHERE r.round_no = of_round AND r.kind = 'first_come' AND r.template_no = t.template_no
              AND r.state = 'announced' AND clock_timestamp() < r.close_due_at), 'empty')
        ELSE tstzrange(NULL, NULL) END
$$;
COMMENT ON FUNCTION fairdraw.issue_window IS 'when one must have asked to be issued a coupon: empty where none are issued any more';

CREATE FUNCTION fairdraw.asked_in_time(of_template integer, why text, time_for_it tstzrange, judged_at timestamptz,
                                       users text[], causes text[], arrivals_ms bigint[])
    RETURNS TABLE (user_id text, cause text, "position" bigint, refusal text)
    LANGUAGE sql STABLE
AS $$
    SELECT a.user_id, a.cause, a.position,
           CASE WHEN NOT time_for_it @> coalesce(fairdraw.from_unix_ms(a.arrived_ms), judged_at) THEN 'closed'
                WHEN why IN ('claim', 'first_come')
                     AND EXISTS (SELECT FROM fairdraw.templates t WHERE t.template_no = of_template AND t.audience = 'users')
                     AND NOT EXISTS (SELECT FROM fairdraw.template_audience l
                                     WHERE l.template_no = of_template AND l.user_id = a.user_id) THEN 'not_listed' END
    FROM unnest(users, causes, arrivals_ms) WITH ORDINALITY AS a (user_id, cause, arrived_ms, position)
$$;
COMMENT ON FUNCTION fairdraw.asked_in_time IS
    'who asked for a coupon, in their order, and why some get none: closed (when they asked), not_listed (whom the template is for)';

CREATE FUNCTION fairdraw.issue(of_template integer, why text, of_round integer, users text[], causes text[],
                               arrivals_ms bigint[] DEFAULT NULL)
    RETURNS TABLE (place integer, outcome text, code text, issued_ms bigint, remaining bigint, expires_ms bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- However many coupons there are, each user's are found by the index: a plan made while there were few, and kept, reads them all.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    t fairdraw.templates;
    of_stock fairdraw.template_stock;
    left_over bigint;
    time_for_it tstzrange;
    judged_at timestamptz;
    is_void boolean;
    turns bigint[];
    wanted bigint;
    chosen bigint;
    this_issue bigint;
BEGIN
    IF why = 'draw' THEN
        RAISE EXCEPTION 'what is won is issued by fairdraw.issue_to_winners alone';
    END IF;
    IF of_round IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock_shared(fairdraw.fence(), of_round);
    END IF;
    -- Whoever issues of a template or a round's stock waits here for the others who do: what follows sees what they issued.
    SELECT s.* INTO of_stock FROM fairdraw.template_stock s WHERE s.template_no = of_template FOR NO KEY UPDATE;
    left_over := of_stock.total - of_stock.issued;
    IF of_round IS NOT NULL THEN
        SELECT least(left_over, s.stock - s.issued) INTO left_over
        FROM fairdraw.round_stock s WHERE s.round_no = of_round FOR NO KEY UPDATE;
    END IF;
    SELECT * INTO t FROM fairdraw.templates x WHERE x.template_no = of_template;

    time_for_it := fairdraw.issue_window(t, why, of_round);
    judged_at := clock_timestamp();
    is_void := EXISTS (SELECT FROM fairdraw.rounds r WHERE r.round_no = of_round AND r.state = 'void');

    -- Of those who ask for the first time and in time, whom the user's limit allows, numbered in the order in which they came; 0 for
    -- the others.
    SELECT array_agg(f.turn ORDER BY f.position), max(f.turn) INTO turns, wanted
    FROM (SELECT w.position, CASE WHEN w.within THEN count(*) FILTER (WHERE w.within) OVER (ORDER BY w.position) ELSE 0 END AS turn
          FROM (SELECT n.position, n.fresh AND (t.per_user IS NULL OR n.nth <= t.per_user - (
                           SELECT count(*) FROM fairdraw.coupons c
                           WHERE c.user_id = n.user_id
                             AND (SELECT i.template_no = of_template AND i.reason <> 'draw'
                                  FROM fairdraw.issues i WHERE i.issue_no = c.issue_no))) AS within
                FROM (SELECT a.*, count(*) FILTER (WHERE a.fresh) OVER (PARTITION BY a.user_id ORDER BY a.position) AS nth
                      FROM (SELECT b.user_id, b.position,
                                   b.refusal IS NULL
                                   AND b.position = min(b.position) FILTER (WHERE b.refusal IS NULL) OVER (PARTITION BY b.user_id, b.cause)
                                   AND NOT EXISTS (
                                       SELECT FROM fairdraw.coupons c WHERE c.user_id = b.user_id AND c.cause = b.cause) AS fresh
                            FROM fairdraw.asked_in_time(of_template, why, time_for_it, judged_at, users, causes, arrivals_ms) AS b
                           ) AS a) AS n) AS w) AS f;
    chosen := least(wanted, left_over);

    IF chosen > 0 THEN
        this_issue := fairdraw.begin_issue(of_template, why, of_round, chosen);
        INSERT INTO fairdraw.coupons (code, user_id, issue_no, cause)
        SELECT fairdraw.new_code(), a.user_id, this_issue, a.cause
        FROM unnest(users, causes) WITH ORDINALITY AS a (user_id, cause, position)
        WHERE turns[a.position] BETWEEN 1 AND chosen;
        UPDATE fairdraw.template_stock s SET issued = s.issued + chosen WHERE s.template_no = of_template;
        UPDATE fairdraw.round_stock s SET issued = s.issued + chosen WHERE s.round_no = of_round;
        left_over := left_over - chosen;
    END IF;

    RETURN QUERY
    SELECT a.position::integer,
           CASE WHEN turns[a.position] BETWEEN 1 AND chosen THEN 'issued'
                WHEN c.code IS NOT NULL THEN 'repeated'
                WHEN is_void THEN 'void'
                WHEN a.refusal IS NOT NULL THEN a.refusal
                WHEN turns[a.first_place] > 0 THEN 'sold_out'
                ELSE 'limit' END,
           c.code, fairdraw.unix_ms(i.issued_at), left_over, fairdraw.unix_ms(i.expires_at)
    FROM (SELECT b.*, min(b.position) FILTER (WHERE b.refusal IS NULL) OVER (PARTITION BY b.user_id, b.cause) AS first_place
          FROM fairdraw.asked_in_time(of_template, why, time_for_it, judged_at, users, causes, arrivals_ms) AS b) AS a
    LEFT JOIN fairdraw.coupons c ON c.user_id = a.user_id AND c.cause = a.cause
    LEFT JOIN fairdraw.issues i USING (issue_no)
    ORDER BY a.position;
END
$$;
COMMENT ON FUNCTION fairdraw.issue IS
    'a coupon of a template for each user and cause, in the order given: issued; repeated (this cause''s first, again); void (the round); closed (not published, no longer valid, or asked out of time); not_listed (whom the template is for); limit (the user''s); sold_out. Never past a total, a round''s stock or a user''s limit, and never twice for one cause; remaining is null where nothing is limited';

CREATE FUNCTION fairdraw.issue_on_request(of_template integer, why text, of_round integer, users text[], causes text[], arrivals_ms bigint[])
    RETURNS TABLE (place integer, outcome text, code text, issued_ms bigint, remaining bigint, expires_ms bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF why NOT IN ('claim', 'first_come') THEN
        RAISE EXCEPTION 'nobody asks for a % themselves', why;
    END IF;
    RETURN QUERY SELECT * FROM fairdraw.issue(of_template, why, of_round, users, causes, arrivals_ms);
END
$$;
COMMENT ON FUNCTION fairdraw.issue_on_request IS 'fairdraw.issue for those who ask for themselves, which is all that those who serve users may have issued';

-- The auditor inside the database finds a round's coupons by their issue.
CREATE OR REPLACE FUNCTION fairdraw.audit_coupons(of_round integer) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    found record;
BEGIN
    SELECT count(*) FILTER (WHERE w.user_id IS NULL) AS unearned, count(*) FILTER (WHERE k.user_id IS NULL) AS missing,
           count(w.user_id) - count(DISTINCT w.user_id) AS doubled, count(w.user_id) AS winners,
           min(coalesce(w.user_id, k.user_id)) FILTER (WHERE w.user_id IS NULL OR k.user_id IS NULL) AS example
    INTO found
    FROM (SELECT * FROM fairdraw.winners WHERE round_no = of_round) AS w
    FULL JOIN (SELECT c.* FROM fairdraw.coupons c JOIN fairdraw.issues i USING (issue_no) WHERE i.round_no = of_round) AS k
        USING (user_id);
    RETURN QUERY SELECT * FROM fairdraw.audit_check('coupons', concat_ws('; ',
        CASE WHEN found.unearned > 0 THEN format('%s coupons without a win', found.unearned) END,
        CASE WHEN found.missing > 0 THEN format('%s winners without a coupon', found.missing) END,
        CASE WHEN found.example IS NOT NULL THEN format('such as %s', found.example) END,
        CASE WHEN found.doubled > 0 THEN format('%s coupons more than their winners', found.doubled) END),
        CASE found.winners WHEN 0 THEN 'nobody has won, and nobody has a coupon'
            ELSE format('each of %s winners has one coupon, and nobody else has one', found.winners) END);
END
$$;

REVOKE ALL ON FUNCTION fairdraw.keep_template_rules, fairdraw.take_due, fairdraw.refuse_change, fairdraw.new_code, fairdraw.begin_issue,
    fairdraw.issue_to_winners, fairdraw.issue_window, fairdraw.asked_in_time, fairdraw.issue, fairdraw.issue_on_request FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairdraw.issue_to_winners TO fairdraw_keeper;
GRANT EXECUTE ON FUNCTION fairdraw.issue_on_request TO fairdraw_serving;
GRANT SELECT ON fairdraw.templates, fairdraw.template_audience, fairdraw.template_stock, fairdraw.round_stock, fairdraw.issues
    TO fairdraw_serving, fairdraw_keeper;
GRANT INSERT ON fairdraw.templates, fairdraw.template_audience, fairdraw.template_stock, fairdraw.round_stock TO fairdraw_keeper;
GRANT UPDATE ON fairdraw.templates TO fairdraw_keeper;
GRANT DELETE ON fairdraw.template_audience TO fairdraw_keeper;
GRANT UPDATE (total) ON fairdraw.template_stock TO fairdraw_keeper;
