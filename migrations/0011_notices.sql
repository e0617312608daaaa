-- Notices and events: who is told what. A notice to many is one row of content, delivered when somebody looks; a webhook gets every
-- change of a coupon, in the order in which it was committed, from the rows that say it anyway.

CREATE TABLE fairdraw.notices (
    notice_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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
    CONSTRAINT notices_kind_is_known CHECK (kind IN ('message', 'round_drawn', 'round_void', 'coupons_expiring')),
    CONSTRAINT notices_audience_is_known CHECK (audience IN ('everyone', 'user', 'round')),
    CONSTRAINT notices_have_their_audience CHECK (
        (audience = 'user') = (user_id IS NOT NULL) AND (audience = 'round') = (round_no IS NOT NULL)),
    CONSTRAINT notices_message_has_words CHECK ((kind = 'message') = (title IS NOT NULL AND body IS NOT NULL)),
    CONSTRAINT notices_words_are_short CHECK (char_length(title) <= 200 AND char_length(body) <= 4000),
    CONSTRAINT notices_reminder_is_of_a_day CHECK ((kind = 'coupons_expiring') = (template_no IS NOT NULL AND day IS NOT NULL)),
    CONSTRAINT notices_go_after_they_came CHECK (goes_at > created_at)
);
COMMENT ON TABLE fairdraw.notices IS 'what is to be told, and to whom? One row of content, however many it is for';
COMMENT ON COLUMN fairdraw.notices.audience IS 'everyone, one user, or whoever entered a round: those are looked up when somebody asks for their inbox';
COMMENT ON INDEX fairdraw.notices_pkey IS 'a notice by its number; what is new since';
CREATE INDEX notices_for_many ON fairdraw.notices (notice_no) WHERE audience <> 'user';
COMMENT ON INDEX fairdraw.notices_for_many IS 'what is told to many, newest first';
CREATE INDEX notices_for_user ON fairdraw.notices (user_id, notice_no) WHERE user_id IS NOT NULL;
COMMENT ON INDEX fairdraw.notices_for_user IS 'what is told to one user, newest first';
CREATE UNIQUE INDEX notices_one_reminder_a_day ON fairdraw.notices (user_id, template_no, day) WHERE kind = 'coupons_expiring';
COMMENT ON INDEX fairdraw.notices_one_reminder_a_day IS 'a user is reminded of a template once a day, whatever restarts';
CREATE UNIQUE INDEX notices_one_per_outcome ON fairdraw.notices (round_no) WHERE kind IN ('round_drawn', 'round_void');
COMMENT ON INDEX fairdraw.notices_one_per_outcome IS 'a round''s outcome is told once';
CREATE INDEX notices_by_end ON fairdraw.notices (goes_at);
COMMENT ON INDEX fairdraw.notices_by_end IS 'which are old enough to go?';

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

CREATE FUNCTION fairdraw.inbox(of_user text, before bigint, at_most integer)
    RETURNS TABLE (notice_no bigint, kind text, title text, body text, round_id text, outcome text, template_id text, template_title text,
                   created_at timestamptz, read_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT n.notice_no, n.kind, n.title, n.body, r.round_id,
           CASE WHEN n.kind = 'round_drawn' THEN
               CASE WHEN EXISTS (SELECT FROM fairdraw.winners w WHERE w.round_no = n.round_no AND w.user_id = of_user)
                    THEN 'won' ELSE 'lost' END
                WHEN n.kind = 'round_void' THEN 'void' END,
           t.template_id, t.title, n.created_at, x.read_at
    FROM (
        (SELECT * FROM fairdraw.notices u WHERE u.user_id = of_user AND (before IS NULL OR u.notice_no < before) AND u.goes_at > now()
         ORDER BY u.notice_no DESC LIMIT at_most)
        UNION ALL
        (SELECT * FROM fairdraw.notices m
         WHERE m.audience <> 'user' AND (before IS NULL OR m.notice_no < before) AND m.goes_at > now()
           AND (m.audience = 'everyone'
                OR EXISTS (SELECT FROM fairdraw.entries e WHERE e.round_no = m.round_no AND e.user_id = of_user))
         ORDER BY m.notice_no DESC LIMIT at_most)
    ) AS n
    LEFT JOIN fairdraw.rounds r USING (round_no)
    LEFT JOIN fairdraw.templates t ON t.template_no = n.template_no
    LEFT JOIN fairdraw.notices_read x ON x.user_id = of_user AND x.notice_no = n.notice_no
    ORDER BY n.notice_no DESC
    LIMIT at_most
$$;
COMMENT ON FUNCTION fairdraw.inbox IS 'what a user is told, newest first: their own notices, everybody''s, and those of rounds they entered, each with what it means to them';

CREATE FUNCTION fairdraw.remind() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    due fairdraw.issue_tasks;
    told bigint;
BEGIN
    SELECT * INTO due FROM fairdraw.issue_tasks t
    WHERE t.task = 'remind' AND t.due_at <= clock_timestamp() ORDER BY t.due_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO fairdraw.notices (kind, audience, user_id, template_no, day, goes_at)
    SELECT DISTINCT 'coupons_expiring', 'user', c.user_id, i.template_no, (clock_timestamp() AT TIME ZONE 'UTC')::date, i.expires_at
    FROM fairdraw.coupons c
    JOIN fairdraw.issues i USING (issue_no)
    LEFT JOIN LATERAL fairdraw.last_change(c.code) AS l ON true
    WHERE c.issue_no = due.issue_no AND i.expires_at > clock_timestamp() AND coalesce(l.to_state, 'available') IN ('available', 'held')
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS told = ROW_COUNT;
    DELETE FROM fairdraw.issue_tasks t WHERE t.issue_no = due.issue_no AND t.task = 'remind';
    RETURN told;
END
$$;
COMMENT ON FUNCTION fairdraw.remind IS 'reminds those who still have coupons of the issue that is due next; gives how many people, or null where none is due';

-- Events. There is no queue: what happened stands in issues, coupons and coupon_changes, with the transaction that wrote it. A webhook
-- has a place in the order of transactions, and never passes one that may still be under way.

CREATE TABLE fairdraw.webhooks (
    webhook_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url text NOT NULL,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    end_reason text,
    -- Everything up to here was delivered or is in webhook_retries.
    after_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    after_event text COLLATE "C" NOT NULL DEFAULT '',
    failures integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT webhooks_one_per_url UNIQUE (url),
    CONSTRAINT webhooks_secret_is_long CHECK (octet_length(secret) BETWEEN 24 AND 64),
    CONSTRAINT webhooks_end_with_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
COMMENT ON TABLE fairdraw.webhooks IS 'which systems are told of every change of a coupon, and how far are they?';
COMMENT ON INDEX fairdraw.webhooks_pkey IS 'a webhook by its number';
COMMENT ON INDEX fairdraw.webhooks_one_per_url IS 'each address once';
