-- The auditor inside the database: SELECT * FROM fairdraw.audit_round('daily-2026-11-21'). It draws a round again from what its signed
-- texts say, written anew from draw-protocol.md, so that it shares nothing with the draw that it audits, and it checks what only a
-- mandated auditor can see (section 8). It reads; it changes nothing.

-- Texts (section 2). They are parsed here, and not taken from the columns that say the same.

CREATE FUNCTION fairdraw.audit_fields(of_round integer, of_kind text, further_lines text) RETURNS text[]
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    note text := (SELECT p.note FROM fairdraw.publications p WHERE p.round_no = of_round AND p.kind = of_kind);
    -- Canonical, padded base64 of more than 4 bytes.
    signature text := replace('(?:b{4})+(?:b{4}|b{2}[AEIMQUYcgkosw048]=|b{5}[AQgw]==)', 'b{', '[A-Za-z0-9+/]{');
    content text := substring(note FROM E'^(.+\n)\n(?:— [^\\s+[:cntrl:]]+ ' || signature || E'\n)+$');
    lines text[] := string_to_array(content, E'\n');
    rules text[] := string_to_array('fairdraw/v1 ()' || of_kind || E'\norigin <name>\nround <round>\n' || further_lines, E'\n');
    found text[];
    fields text[] := ARRAY[encode(sha256(convert_to(content, 'UTF8')), 'hex')];
BEGIN
    IF note IS NULL THEN
        RETURN NULL;
    END IF;
    FOR line IN 1 .. greatest(cardinality(rules), cardinality(lines)) LOOP
        rules[line] := replace(rules[line], '<name>', '([^\s+[:cntrl:]]+)');
        rules[line] := replace(rules[line], '<round>', '([a-z0-9][a-z0-9-]*)');
        rules[line] := replace(rules[line], '<hash>', '([0-9a-f]{64})');
        rules[line] := replace(rules[line], '<count>', '(0|[1-9]\d{0,12})');
        rules[line] := replace(rules[line], '<time>', '(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z)');
        found := regexp_match(lines[line], '^(?:' || rules[line] || ')$');
        IF found IS NULL OR line = 2 AND octet_length(found[1]) > 255 OR line = 3 AND length(found[1]) > 64 THEN
            RAISE EXCEPTION 'unreadable: line % of the % of round number % is not as in draw-protocol.md, section 2', line, of_kind, of_round
                USING ERRCODE = 'data_exception';
        END IF;
        fields := fields || found;
    END LOOP;
    -- The first line holds no field, and what follows the last line end is nothing.
    RETURN fields[1:1] || fields[3:cardinality(fields) - 1];
END
$$;
COMMENT ON FUNCTION fairdraw.audit_fields IS
    'what a published text says: its hash, origin, round, and what the further lines hold in parentheses or as <hash>, <count> or <time>; null where there is no such text';

CREATE FUNCTION fairdraw.audit_bounded(field text, within boolean) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    IF NOT within THEN
        RAISE EXCEPTION 'unreadable: "%" is beyond what draw-protocol.md allows', field USING ERRCODE = 'data_exception';
    END IF;
    RETURN field;
END
$$;
COMMENT ON FUNCTION fairdraw.audit_bounded IS 'a field of a text that has bounds beside its form';

CREATE FUNCTION fairdraw.audit_count(field text) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN fairdraw.audit_bounded(field, field::bigint <= 1099511627776)::bigint;
COMMENT ON FUNCTION fairdraw.audit_count IS 'a count of a text: at most 2^40';

CREATE FUNCTION fairdraw.audit_announcement(of_round integer)
    RETURNS TABLE (hash text, origin text, round text, reserve_from timestamptz, reserve_to timestamptz, enter_from timestamptz,
                   enter_to timestamptz, quota text, secret_commitment text, tag_commitment text, beacon text, announced timestamptz)
    LANGUAGE sql STABLE ROWS 1
AS $$
    SELECT f[1], f[2], f[3], f[4]::timestamptz, f[5]::timestamptz, f[6]::timestamptz, f[7]::timestamptz,
           fairdraw.audit_bounded(f[8], coalesce(f[9]::integer BETWEEN 1 AND f[10]::integer AND f[10]::integer <= 1000000,
                                                 f[11]::bigint <= 1099511627776)),
           f[12], f[13], fairdraw.audit_bounded(f[14], f[15] IS NULL OR f[15]::bigint <= 1099511627776), f[16]::timestamptz
    FROM fairdraw.audit_fields(of_round, 'announcement',
        E'reserve (?:none|<time> <time>)\nenter <time> <time>\n'
        'quota (odds ([1-9]\\d{0,6})/([1-9]\\d{0,6}) (?:stochastic|floor)|count <count>)\n'
        'secret-commitment <hash>\ntag-commitment <hash>\n'
        'beacon (none|drand [0-9a-f]{64} ([1-9]\\d{0,12}))\nannounced <time>\n') AS text (f)
    WHERE f IS NOT NULL
$$;
COMMENT ON FUNCTION fairdraw.audit_announcement IS 'what a round''s announcement says; no row where there is none';

CREATE FUNCTION fairdraw.audit_close(of_round integer)
    RETURNS TABLE (hash text, origin text, round text, announcement text, closed timestamptz, reservations bigint, entries bigint,
                   entries_root text, disqualified bigint, disqualified_hash text)
    LANGUAGE sql STABLE ROWS 1
AS $$
    SELECT f[1], f[2], f[3], f[4], f[5]::timestamptz, fairdraw.audit_count(f[6]), fairdraw.audit_count(f[7]), f[8],
           fairdraw.audit_count(f[9]), f[10]
    FROM fairdraw.audit_fields(of_round, 'close',
        E'announcement <hash>\nclosed <time>\nreservations <count>\nentries <count> <hash>\ndisqualified <count> <hash>\n') AS text (f)
    WHERE f IS NOT NULL
$$;
COMMENT ON FUNCTION fairdraw.audit_close IS 'what a round''s close says; no row where there is none';

CREATE FUNCTION fairdraw.audit_draw(of_round integer)
    RETURNS TABLE (hash text, origin text, round text, close text, drawn timestamptz, secret text, beacon text, seed text,
                   winners bigint, winners_root text, cutoff text)
    LANGUAGE sql STABLE ROWS 1
AS $$
    SELECT f[1], f[2], f[3], f[4], f[5]::timestamptz, f[6],
           fairdraw.audit_bounded(f[7], f[8] IS NULL OR f[8]::bigint <= 1099511627776), f[9], fairdraw.audit_count(f[10]), f[11], f[12]
    FROM fairdraw.audit_fields(of_round, 'draw',
        E'close <hash>\ndrawn <time>\nsecret <hash>\nbeacon (none|drand [0-9a-f]{64} ([1-9]\\d{0,12}) [0-9a-f]{96} [0-9a-f]{64})\n'
        'seed <hash>\nwinners <count> <hash>\ncutoff (?:none|<hash>)\n') AS text (f)
    WHERE f IS NOT NULL
$$;
COMMENT ON FUNCTION fairdraw.audit_draw IS 'what a round''s draw says; no row where there is none';

CREATE FUNCTION fairdraw.audit_void(of_round integer)
    RETURNS TABLE (hash text, origin text, round text, announcement text, close text, voided timestamptz, secret text, reason text)
    LANGUAGE sql STABLE ROWS 1
AS $$
    -- The secret, exactly when there was a close.
    SELECT f[1], f[2], f[3], f[4], f[5], f[6]::timestamptz, fairdraw.audit_bounded(f[7], (f[5] IS NULL) = (f[7] IS NULL)), f[8]
    FROM fairdraw.audit_fields(of_round, 'void',
        E'announcement <hash>\nclose (?:none|<hash>)\nvoided <time>\nsecret (?:none|<hash>)\nreason ([^[:cntrl:] ](?:[^[:cntrl:]]*[^[:cntrl:] ])?)\n') AS text (f)
    WHERE f IS NOT NULL
$$;
COMMENT ON FUNCTION fairdraw.audit_void IS 'what a round''s void says; no row where there is none';

-- The protocol's arithmetic.

CREATE FUNCTION fairdraw.audit_commitment(kind text, origin text, round text, x bytea) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN encode(sha256(convert_to('fairdraw/v1 ' || kind || chr(10) || origin || chr(10) || round || chr(10), 'UTF8') || x), 'hex');
COMMENT ON FUNCTION fairdraw.audit_commitment IS 'section 1: what an announcement says of a value that stays secret until later, or for ever';

CREATE FUNCTION fairdraw.audit_root(leaf_hashes bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    level bytea := coalesce(leaf_hashes, '');
    nodes integer;
BEGIN
    IF level = '' THEN
        RETURN encode(sha256(''), 'hex');
    END IF;
    LOOP
        nodes := length(level) / 32;
        EXIT WHEN nodes = 1;
        -- Two by two; one that is left over rises as it is.
        SELECT string_agg(sha256('\x01' || substring(level FROM 64 * pair + 1 FOR 64)), '' ORDER BY pair)
               || substring(level FROM 64 * (nodes / 2) + 1)
        INTO level
        FROM generate_series(0, nodes / 2 - 1) AS pair;
    END LOOP;
    RETURN encode(level, 'hex');
END
$$;
COMMENT ON FUNCTION fairdraw.audit_root IS 'RFC 6962, section 2.1: the root over leaf hashes of 32 bytes each, one behind the other; a level of the tree at a time';

CREATE FUNCTION fairdraw.audit_hmac_pad(key bytea, filler integer) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT string_agg(set_byte('\x00', 0, filler # CASE WHEN i < length(key) THEN get_byte(key, i) ELSE 0 END), '' ORDER BY i)
            FROM generate_series(0, 63) AS i);
COMMENT ON FUNCTION fairdraw.audit_hmac_pad IS 'RFC 2104: a key of at most 64 bytes, filled up with zeros, XOR ipad (54) or opad (92)';

CREATE FUNCTION fairdraw.audit_quota(rule text, entries bigint, seed bytea) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    odds text[] := regexp_match(rule, '^odds (\d+)/(\d+) (\w+)$');
    b numeric := odds[2];
    k numeric := div(entries * odds[1]::numeric, b);
    r numeric := entries * odds[1]::numeric - k * b;
    x numeric;
BEGIN
    IF odds IS NULL THEN
        RETURN least(entries, substring(rule FROM 'count (\d+)')::bigint);
    ELSIF odds[3] = 'floor' OR r = 0 THEN
        RETURN k;
    END IF;
    FOR i IN 0 .. 2147483646 LOOP
        x := ('x' || left(encode(sha256(seed || 'quota'::bytea || int4send(i)), 'hex'), 16))::bit(64)::bigint;
        x := x + CASE WHEN x < 0 THEN 18446744073709551616 ELSE 0 END;
        -- Only whole blocks of B numbers below 2^64 are drawn from, so that x mod B is uniform.
        IF x < div(18446744073709551616, b) * b THEN
            RETURN k + CASE WHEN mod(x, b) < r THEN 1 ELSE 0 END;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION fairdraw.audit_quota IS 'section 3.4: how many win';

CREATE FUNCTION fairdraw.audit_valid_entries(of_round integer) RETURNS TABLE (user_id text, tag bytea)
    LANGUAGE sql STABLE
AS $$
    SELECT e.user_id, e.tag
    FROM fairdraw.entries e
    WHERE e.round_no = of_round
      AND NOT EXISTS (SELECT FROM fairdraw.disqualifications d WHERE d.round_no = of_round AND d.user_id = e.user_id)
$$;
COMMENT ON FUNCTION fairdraw.audit_valid_entries IS 'which entries take part in a round''s draw, as they stand?';

-- Checks, each a row: its id, whether it is so (null: it could not be checked), and why. A check takes what the texts state elsewhere
-- as given, so that one lie fails as few checks as it can.

CREATE FUNCTION fairdraw.audit_check(check_id text, wrong text, right_as_in text)
    RETURNS TABLE (id text, ok boolean, detail text)
    LANGUAGE sql IMMUTABLE ROWS 1
AS $$ SELECT check_id, wrong = '', CASE wrong WHEN '' THEN right_as_in ELSE wrong END $$;
COMMENT ON FUNCTION fairdraw.audit_check IS 'a check''s row: true, unless something is wrong';

CREATE FUNCTION fairdraw.audit_texts(of_round integer) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    r record;
    a record;
    c record;
    d record;
    v record;
    kind text;
    opens timestamptz;
    so_far text;
BEGIN
    SELECT t.round_id, split_part(t.operator_vkey, '+', 1) AS key_name, s.secret INTO r
    FROM fairdraw.rounds t LEFT JOIN fairdraw.round_secrets s USING (round_no) WHERE t.round_no = of_round;
    SELECT * INTO a FROM fairdraw.audit_announcement(of_round);
    SELECT * INTO c FROM fairdraw.audit_close(of_round);
    SELECT * INTO d FROM fairdraw.audit_draw(of_round);
    SELECT * INTO v FROM fairdraw.audit_void(of_round);
    so_far := CASE WHEN coalesce(d.hash, v.hash) IS NULL THEN ' so far' ELSE '' END;

    FOREACH kind IN ARRAY ARRAY['announcement', 'close', CASE WHEN v.hash IS NULL THEN 'draw' ELSE 'void' END] LOOP
        CONTINUE WHEN kind = 'close' AND c.hash IS NULL AND v.hash IS NOT NULL;
        RETURN QUERY SELECT kind || '-signature', NULL::boolean, CASE
            WHEN kind = 'close' AND c.hash IS NULL OR kind = 'draw' AND d.hash IS NULL THEN 'there is no ' || kind || ' yet'
            ELSE 'PostgreSQL has no Ed25519: `fairdraw audit` checks signatures' END;
    END LOOP;

    RETURN QUERY SELECT * FROM fairdraw.audit_check('chain', concat_ws('; ',
        CASE WHEN a.origin <> r.key_name THEN format('the announcement has origin %s, the verifier key %s', a.origin, r.key_name) END,
        CASE WHEN a.round <> r.round_id THEN format('the announcement is of round %s', a.round) END,
        CASE WHEN (c.origin, c.round) <> (a.origin, a.round) THEN format('the close is of round %s of %s', c.round, c.origin) END,
        CASE WHEN c.announcement <> a.hash THEN 'the close names another announcement' END,
        CASE WHEN (d.origin, d.round) <> (a.origin, a.round) THEN format('the draw is of round %s of %s', d.round, d.origin) END,
        CASE WHEN d.close <> c.hash THEN 'the draw names another close' END,
        CASE WHEN (v.origin, v.round) <> (a.origin, a.round) THEN format('the void is of round %s of %s', v.round, v.origin) END,
        CASE WHEN v.announcement <> a.hash THEN 'the void names another announcement' END,
        CASE WHEN v.hash IS NOT NULL AND v.close IS DISTINCT FROM c.hash THEN 'the void names another close, or one too few or too many' END),
        format('the texts%s name one another, one origin and one round', so_far));

    opens := coalesce(a.reserve_from, a.enter_from);
    RETURN QUERY SELECT * FROM fairdraw.audit_check('times', concat_ws('; ',
        CASE WHEN v.hash IS NULL THEN concat_ws('; ',
            CASE WHEN a.announced > opens THEN 'announced after the first window opened' END,
            CASE WHEN a.reserve_from >= a.reserve_to THEN 'reservations open not before they end' END,
            CASE WHEN a.reserve_to > a.enter_from THEN 'reservations end after entering opens' END,
            CASE WHEN a.enter_from >= a.enter_to THEN 'entering opens not before it ends' END,
            CASE WHEN a.enter_to > c.closed THEN 'closed before entering ended' END,
            CASE WHEN c.closed > d.drawn THEN 'drawn before it was closed' END) END,
        CASE WHEN a.announced > v.voided THEN 'voided before it was announced' END,
        CASE WHEN c.closed > v.voided THEN 'voided before it was closed' END),
        format('announced%s and all that follows, in order%s', CASE WHEN a.reserve_from IS NULL THEN '' ELSE ', reserved' END, so_far));

    IF v.hash IS NULL OR c.hash IS NOT NULL THEN
        RETURN QUERY SELECT * FROM fairdraw.audit_check('secret', concat_ws('; ',
            CASE WHEN fairdraw.audit_commitment('secret', coalesce(d.origin, v.origin), coalesce(d.round, v.round),
                                                decode(coalesce(d.secret, v.secret), 'hex')) <> a.secret_commitment
                THEN 'the one published is not the one that the announcement commits to' END,
            CASE WHEN encode(r.secret, 'hex') IS DISTINCT FROM coalesce(d.secret, v.secret, encode(r.secret, 'hex')) OR r.secret IS NULL
                THEN 'the one in the database is another' END,
            CASE WHEN coalesce(d.secret, v.secret) IS NULL
                      AND fairdraw.audit_commitment('secret', a.origin, a.round, r.secret) <> a.secret_commitment
                THEN 'the one in the database is not the one that the announcement commits to' END),
            'the secret is the one committed to before anybody entered');
    END IF;
END
$$;
COMMENT ON FUNCTION fairdraw.audit_texts IS 'what do a round''s texts say of one another?';

CREATE FUNCTION fairdraw.audit_lists(of_round integer) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    a record;
    c record;
    found record;
BEGIN
    SELECT * INTO a FROM fairdraw.audit_announcement(of_round);
    SELECT * INTO c FROM fairdraw.audit_close(of_round);

    SELECT count(*) AS number, count(DISTINCT e.tag) AS tags, string_agg(sha256('\x00' || e.tag), '' ORDER BY e.tag) AS leaves
    INTO found FROM fairdraw.audit_valid_entries(of_round) e;
    RETURN QUERY SELECT * FROM fairdraw.audit_check('entries', concat_ws('; ',
        CASE WHEN found.tags < found.number THEN 'a tag stands there twice' END,
        CASE WHEN found.number <> c.entries THEN format('%s stand in the database, the close says %s', found.number, c.entries) END,
        CASE WHEN fairdraw.audit_root(found.leaves) <> c.entries_root THEN 'the Merkle root is not the one closed' END,
        CASE WHEN a.reserve_from IS NOT NULL AND c.entries + c.disqualified > c.reservations
            THEN format('%s entries and %s disqualified, but only %s reservations', c.entries, c.disqualified, c.reservations) END,
        CASE WHEN a.reserve_from IS NULL AND c.reservations > 0
            THEN 'reservations were closed although nobody needed to reserve' END),
        format('%s entries, exactly those closed', found.number));

    SELECT count(*) AS number, count(DISTINCT e.tag) AS tags,
           string_agg(encode(e.tag, 'hex') || ' ' || q.reason || chr(10), '' ORDER BY e.tag) AS file,
           count(*) FILTER (WHERE e.tag IN (SELECT valid.tag FROM fairdraw.audit_valid_entries(of_round) valid)) AS valid_too
    INTO found
    FROM fairdraw.disqualifications q JOIN fairdraw.entries e ON e.round_no = of_round AND e.user_id = q.user_id
    WHERE q.round_no = of_round;
    RETURN QUERY SELECT * FROM fairdraw.audit_check('disqualified', concat_ws('; ',
        CASE WHEN found.tags < found.number THEN 'a tag stands there twice' END,
        CASE WHEN found.number <> c.disqualified
            THEN format('%s stand in the database, the close says %s', found.number, c.disqualified) END,
        CASE WHEN encode(sha256(convert_to(coalesce(found.file, ''), 'UTF8')), 'hex') <> c.disqualified_hash
            THEN 'the list''s hash is not the one closed' END,
        CASE WHEN found.valid_too > 0 THEN format('%s of them have the tag of a valid entry', found.valid_too) END),
        format('%s disqualified, exactly those closed', found.number));
END
$$;
COMMENT ON FUNCTION fairdraw.audit_lists IS 'are the entries and the disqualified those that were closed?';

CREATE FUNCTION fairdraw.audit_beacon(of_round integer, drand_chain jsonb) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    a record;
    c record;
    d record;
    drawn text[];
    genesis numeric;
    period numeric;
    due numeric;
BEGIN
    SELECT * INTO a FROM fairdraw.audit_announcement(of_round);
    SELECT * INTO c FROM fairdraw.audit_close(of_round);
    SELECT * INTO d FROM fairdraw.audit_draw(of_round);
    drawn := string_to_array(d.beacon, ' ');  -- drand, chain, number, signature, randomness
    IF drawn[2] = '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971' THEN  -- quicknet
        genesis := 1692803367;
        period := 3;
    ELSIF drawn[2] = drand_chain ->> 'hash' THEN
        genesis := drand_chain ->> 'genesis_time';
        period := drand_chain ->> 'period';
    END IF;
    due := genesis + (drawn[3]::numeric - 1) * period;
    RETURN QUERY SELECT * FROM fairdraw.audit_check('beacon', concat_ws('; ',
        CASE WHEN array_to_string(drawn[1:3], ' ') <> a.beacon THEN format('%s was announced', a.beacon) END,
        CASE WHEN encode(sha256(decode(drawn[4], 'hex')), 'hex') <> drawn[5] THEN 'the randomness is not the hash of the signature' END,
        CASE WHEN d.beacon <> 'none' AND due IS NULL
            THEN 'the drand chain is not known; audit_round''s second parameter describes another' END,
        CASE WHEN due < extract(epoch FROM a.enter_to) + 10 THEN 'it was due less than 10 s after the entry window' END,
        CASE WHEN due <= extract(epoch FROM c.closed) THEN 'it was due before the close, or with it' END,
        CASE WHEN due > extract(epoch FROM d.drawn) THEN 'drawn before it was due' END),
        CASE d.beacon WHEN 'none' THEN 'none was announced, and none was used'
            ELSE format('drand round %s, announced before, due after the close', drawn[3]) END);
    IF d.beacon <> 'none' THEN
        RETURN QUERY SELECT 'beacon-signature', NULL::boolean, 'PostgreSQL has no pairing on BLS12-381';
    END IF;
END
$$;
COMMENT ON FUNCTION fairdraw.audit_beacon IS 'was the beacon the one announced, and unknown while people entered?';

CREATE FUNCTION fairdraw.audit_winners(of_round integer) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    d record;
    seed bytea;
    found record;
    wrong_rank bigint;
BEGIN
    SELECT * INTO d FROM fairdraw.audit_draw(of_round);
    seed := decode(d.seed, 'hex');
    WITH ticketed AS (
        SELECT e.tag, sha256(seed || e.tag) AS ticket FROM fairdraw.audit_valid_entries(of_round) e
    ), ranked AS (
        SELECT row_number() OVER (ORDER BY t.ticket, t.tag) AS rank, t.ticket, t.tag FROM ticketed t
        ORDER BY t.ticket, t.tag LIMIT d.winners
    ), written AS (
        SELECT w.rank, w.ticket, w.tag, e.tag AS tag_of_user
        FROM fairdraw.winners w LEFT JOIN fairdraw.entries e ON e.round_no = of_round AND e.user_id = w.user_id
        WHERE w.round_no = of_round
    )
    SELECT min(rank) INTO wrong_rank
    FROM ranked FULL JOIN written USING (rank)
    WHERE (ranked.ticket, ranked.tag) IS DISTINCT FROM (written.ticket, written.tag) OR written.tag_of_user IS DISTINCT FROM written.tag;

    SELECT count(*) AS number, string_agg(sha256('\x00' || w.tag), '' ORDER BY w.rank) AS leaves,
           encode(sha256(seed || (array_agg(w.tag ORDER BY w.rank DESC))[1]), 'hex') AS cutoff
    INTO found FROM fairdraw.winners w WHERE w.round_no = of_round;
    RETURN QUERY SELECT * FROM fairdraw.audit_check('winners', concat_ws('; ',
        CASE WHEN found.number <> d.winners THEN format('%s stand in the database, the draw says %s', found.number, d.winners) END,
        CASE WHEN wrong_rank IS NOT NULL THEN format('rank %s is not the entry of that rank', wrong_rank) END,
        CASE WHEN fairdraw.audit_root(found.leaves) <> d.winners_root THEN 'the Merkle root is not the one drawn' END,
        CASE WHEN found.cutoff IS DISTINCT FROM d.cutoff THEN 'the cutoff is not the last winner''s ticket' END),
        CASE d.winners WHEN 0 THEN 'nobody' ELSE format('exactly ranks 1 to %s of the entries', d.winners) END);
END
$$;
COMMENT ON FUNCTION fairdraw.audit_winners IS 'are the winners those whom the entries and the seed give, rank by rank?';

CREATE FUNCTION fairdraw.audit_outcome(of_round integer, drand_chain jsonb) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    a record;
    c record;
    d record;
    k bigint;
BEGIN
    SELECT * INTO a FROM fairdraw.audit_announcement(of_round);
    SELECT * INTO c FROM fairdraw.audit_close(of_round);
    SELECT * INTO d FROM fairdraw.audit_draw(of_round);
    RETURN QUERY SELECT * FROM fairdraw.audit_beacon(of_round, drand_chain);
    RETURN QUERY SELECT * FROM fairdraw.audit_check('seed',
        CASE encode(sha256(convert_to(format(E'fairdraw/v1 seed\nclose %s\nsecret %s\nbeacon %s\n', d.close, d.secret,
                                             split_part(d.beacon, ' ', -1)), 'UTF8')), 'hex')
            WHEN d.seed THEN '' ELSE 'not what the draw''s close, secret and beacon give' END,
        'follows from the close, the secret and the beacon');
    k := fairdraw.audit_quota(a.quota, c.entries, decode(d.seed, 'hex'));
    RETURN QUERY SELECT * FROM fairdraw.audit_check('quota',
        CASE WHEN k = d.winners THEN ''
            ELSE format('%s of %s entries gives %s winners, the draw says %s', a.quota, c.entries, k, d.winners) END,
        format('%s of %s entries gives %s winners', a.quota, c.entries, k));
    RETURN QUERY SELECT * FROM fairdraw.audit_winners(of_round);
    RETURN QUERY SELECT 'published', NULL::boolean, 'signatures of witnesses cannot be checked here: the times are the operator''s word';
END
$$;
COMMENT ON FUNCTION fairdraw.audit_outcome IS 'does the draw follow from what was announced and closed?';

-- Section 8: what only a mandated auditor sees.

CREATE FUNCTION fairdraw.audit_entrants(of_round integer) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    a record;
    c record;
    key bytea := (SELECT s.tag_key FROM fairdraw.round_secrets s WHERE s.round_no = of_round);
    key_is_right boolean;
    ipad bytea := fairdraw.audit_hmac_pad(key, 54);
    opad bytea := fairdraw.audit_hmac_pad(key, 92);
    reservations bigint := (SELECT count(*) FROM fairdraw.reservations v WHERE v.round_no = of_round);
    found record;
BEGIN
    SELECT * INTO a FROM fairdraw.audit_announcement(of_round);
    SELECT * INTO c FROM fairdraw.audit_close(of_round);
    key_is_right := coalesce(fairdraw.audit_commitment('tag-key', a.origin, a.round, key) = a.tag_commitment, false);
    RETURN QUERY SELECT * FROM fairdraw.audit_check('tag-key',
        CASE WHEN key_is_right THEN '' ELSE 'the one in the database is not the one that the announcement commits to' END,
        'the tag key is the one committed to before anybody entered');

    SELECT count(*) AS missing, min(e.user_id) AS example INTO found
    FROM fairdraw.entries e
    LEFT JOIN fairdraw.reservations v ON v.round_no = of_round AND v.user_id = e.user_id
        AND v.reserved_at >= a.reserve_from AND v.reserved_at < a.reserve_to
    WHERE e.round_no = of_round AND a.reserve_from IS NOT NULL AND v.user_id IS NULL;
    RETURN QUERY SELECT * FROM fairdraw.audit_check('reserved', concat_ws('; ',
        CASE WHEN found.missing > 0
            THEN format('%s entries without a reservation made in its window, such as that of %s', found.missing, found.example) END,
        CASE WHEN reservations <> c.reservations
            THEN format('%s reservations stand in the database, the close says %s', reservations, c.reservations) END),
        CASE WHEN a.reserve_from IS NULL THEN 'nobody needed to reserve' ELSE 'every entry has its reservation, made in its window' END);

    SELECT count(*) FILTER (WHERE e.received_at < a.enter_from OR e.received_at >= a.enter_to) AS outside,
           min(e.user_id) FILTER (WHERE e.received_at < a.enter_from OR e.received_at >= a.enter_to) AS example,
           count(*) AS number, count(DISTINCT e.user_id) AS users, count(DISTINCT e.tag) AS tags
    INTO found FROM fairdraw.entries e WHERE e.round_no = of_round;
    RETURN QUERY SELECT * FROM fairdraw.audit_check('in-window',
        CASE WHEN found.outside > 0
            THEN format('%s entries arrived outside the window, such as that of %s', found.outside, found.example) ELSE '' END,
        'every entry arrived inside the announced window, on the database''s clock');
    RETURN QUERY SELECT * FROM fairdraw.audit_check('one-entry', concat_ws('; ',
        CASE WHEN found.users < found.number THEN format('%s entries of %s users', found.number, found.users) END,
        CASE WHEN found.tags < found.number THEN format('%s entries under %s tags', found.number, found.tags) END),
        'no user and no tag has a second entry');

    IF NOT key_is_right THEN
        RETURN QUERY SELECT 'tags', NULL::boolean, 'without the tag key that was committed to nobody can tell';
        RETURN;
    END IF;
    SELECT count(*) AS wrong, min(e.user_id) AS example INTO found
    FROM fairdraw.entries e
    WHERE e.round_no = of_round
      AND e.tag <> substring(sha256(opad || sha256(ipad || convert_to(a.round, 'UTF8') || '\x00' || convert_to(e.user_id, 'UTF8'))) FOR 16);
    RETURN QUERY SELECT * FROM fairdraw.audit_check('tags',
        CASE WHEN found.wrong > 0
            THEN format('%s entries carry another tag than their user must have, such as that of %s', found.wrong, found.example)
            ELSE '' END,
        'every entry carries the tag that the committed key gives its user');
END
$$;
COMMENT ON FUNCTION fairdraw.audit_entrants IS 'had everybody who entered the right to, once, and under their own tag?';

CREATE FUNCTION fairdraw.audit_coupons(of_round integer) RETURNS TABLE (check_id text, ok boolean, detail text)
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
    FULL JOIN (SELECT * FROM fairdraw.coupons WHERE round_no = of_round) AS k USING (user_id);
    RETURN QUERY SELECT * FROM fairdraw.audit_check('coupons', concat_ws('; ',
        CASE WHEN found.unearned > 0 THEN format('%s coupons without a win', found.unearned) END,
        CASE WHEN found.missing > 0 THEN format('%s winners without a coupon', found.missing) END,
        CASE WHEN found.example IS NOT NULL THEN format('such as %s', found.example) END,
        CASE WHEN found.doubled > 0 THEN format('%s coupons more than their winners', found.doubled) END),
        CASE found.winners WHEN 0 THEN 'nobody has won, and nobody has a coupon'
            ELSE format('each of %s winners has one coupon, and nobody else has one', found.winners) END);
END
$$;
COMMENT ON FUNCTION fairdraw.audit_coupons IS 'have the winners, and nobody else, the round''s coupons?';

CREATE FUNCTION fairdraw.audit_columns(of_round integer) RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    r fairdraw.rounds;
    a record;
    c record;
    d record;
    v record;
    wrong text;
BEGIN
    SELECT * INTO r FROM fairdraw.rounds t WHERE t.round_no = of_round;
    SELECT * INTO a FROM fairdraw.audit_announcement(of_round);
    SELECT * INTO c FROM fairdraw.audit_close(of_round);
    SELECT * INTO d FROM fairdraw.audit_draw(of_round);
    SELECT * INTO v FROM fairdraw.audit_void(of_round);
    SELECT string_agg(pair.name, ', ') INTO wrong
    FROM (VALUES
        ('reserve_from', r.reserve_from::text, a.reserve_from::text), ('reserve_to', r.reserve_to::text, a.reserve_to::text),
        ('enter_from', r.enter_from::text, a.enter_from::text), ('enter_to', r.enter_to::text, a.enter_to::text),
        ('quota', r.quota, a.quota), ('beacon', r.beacon, a.beacon), ('announced_at', r.announced_at::text, a.announced::text),
        ('closed_at', r.closed_at::text, c.closed::text), ('reservations', r.reservations::text, c.reservations::text),
        ('entries', r.entries::text, c.entries::text), ('disqualified', r.disqualified::text, c.disqualified::text),
        ('drawn_at', r.drawn_at::text, d.drawn::text), ('winners', r.winners::text, d.winners::text),
        ('seed', encode(r.seed, 'hex'), d.seed), ('cutoff', encode(r.cutoff, 'hex'), d.cutoff),
        ('voided_at', r.voided_at::text, v.voided::text), ('void_reason', r.void_reason, v.reason),
        ('state', CASE r.state WHEN 'closing' THEN 'announced' ELSE r.state END, CASE
            WHEN d.hash IS NOT NULL THEN 'drawn'
            WHEN v.hash IS NOT NULL THEN 'void'
            WHEN c.hash IS NOT NULL THEN 'closed'
            ELSE 'announced' END)
    ) AS pair (name, stands, published)
    WHERE pair.stands IS DISTINCT FROM pair.published;
    RETURN QUERY SELECT * FROM fairdraw.audit_check('columns',
        CASE WHEN wrong IS NULL THEN '' ELSE format('rounds says otherwise than the texts: %s', wrong) END,
        'the round''s row says what the texts say');
END
$$;
COMMENT ON FUNCTION fairdraw.audit_columns IS 'does a round''s row, which the service answers from, say what was signed?';

CREATE FUNCTION fairdraw.audit_checks(of_round integer, kinds text[], drand_chain jsonb)
    RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    unfinished boolean := NOT kinds && ARRAY['draw', 'void'];
BEGIN
    RETURN QUERY SELECT * FROM fairdraw.audit_texts(of_round);
    IF 'close' = ANY (kinds) THEN
        RETURN QUERY SELECT * FROM fairdraw.audit_lists(of_round);
    ELSIF unfinished THEN
        RETURN QUERY SELECT id, NULL::boolean, 'the round is not closed yet' FROM unnest(ARRAY['entries', 'disqualified']) AS id;
    END IF;
    IF 'draw' = ANY (kinds) THEN
        RETURN QUERY SELECT * FROM fairdraw.audit_outcome(of_round, drand_chain);
    ELSIF unfinished THEN
        RETURN QUERY SELECT id, NULL::boolean, 'the round is not drawn yet'
                     FROM unnest(ARRAY['beacon', 'seed', 'quota', 'winners', 'published']) AS id;
    END IF;
    RETURN QUERY SELECT * FROM fairdraw.audit_entrants(of_round);
    RETURN QUERY SELECT * FROM fairdraw.audit_coupons(of_round);
    RETURN QUERY SELECT * FROM fairdraw.audit_columns(of_round);
END
$$;
COMMENT ON FUNCTION fairdraw.audit_checks IS 'the checks that apply to a round which has published these kinds of texts, in the protocol''s order';

CREATE FUNCTION fairdraw.audit_round(round_id text, drand_chain jsonb DEFAULT NULL)
    RETURNS TABLE (check_id text, ok boolean, detail text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- A million entries are sorted a few times over.
    SET work_mem = '64MB'
AS $$
DECLARE
    of_round integer := (SELECT r.round_no FROM fairdraw.rounds r WHERE r.round_id = audit_round.round_id);
    kinds text[] := ARRAY(SELECT p.kind FROM fairdraw.publications p WHERE p.round_no = of_round ORDER BY p.kind);
    of_lists text[];
BEGIN
    IF of_round IS NULL THEN
        RAISE EXCEPTION 'there is no round %', quote_nullable(round_id) USING ERRCODE = 'no_data_found';
    ELSIF NOT 'announcement' = ANY (kinds) OR 'draw' = ANY (kinds) AND NOT 'close' = ANY (kinds) OR kinds @> ARRAY['draw', 'void'] THEN
        RAISE EXCEPTION 'unreadable: of round % there is % and nothing else', round_id,
            coalesce(nullif(array_to_string(kinds, ' and '), ''), 'no text') USING ERRCODE = 'data_exception';
    END IF;
    -- An old round's lists may have been saved and dropped; then nothing can be said about them here.
    IF (SELECT count(*) < 2 FROM pg_inherits i
        WHERE i.inhrelid IN (to_regclass('fairdraw.entries_' || of_round), to_regclass('fairdraw.reservations_' || of_round))) THEN
        of_lists := ARRAY['entries', 'disqualified', 'winners', 'reserved', 'in-window', 'one-entry', 'tags'];
    END IF;
    RETURN QUERY
        SELECT found.check_id, CASE WHEN found.check_id = ANY (of_lists) THEN NULL ELSE found.ok END,
               CASE WHEN found.check_id = ANY (of_lists) THEN 'the round''s lists are no longer in this database' ELSE found.detail END
        FROM fairdraw.audit_checks(of_round, kinds, drand_chain) AS found;
END
$$;
COMMENT ON FUNCTION fairdraw.audit_round IS
    'audits a round inside the database: a row a check (draw-protocol.md, sections 5 and 8), with null where it cannot be checked; drand_chain describes a drand chain other than quicknet, as drand''s /info does';

-- Who may audit. Where this login may make no roles, an administrator makes fairdraw_auditor and gives it these rights.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA fairdraw FROM PUBLIC;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairdraw_auditor') THEN
        BEGIN
            CREATE ROLE fairdraw_auditor NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN
            NULL;
        END;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairdraw_auditor') THEN
        GRANT USAGE ON SCHEMA fairdraw TO fairdraw_auditor;
        GRANT EXECUTE ON FUNCTION fairdraw.audit_round TO fairdraw_auditor;
    END IF;
END
$$;
-- fairdraw_auditor audits rounds, and can read nothing else.
