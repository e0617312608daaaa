-- The log: everything that is published, in the order of publication, as the leaves of one append-only Merkle tree (draw-protocol,
-- section 7; RFC 6962). A text becomes a leaf in the transaction that publishes it, or is not published.

CREATE TABLE fairdraw.log_nodes (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT log_nodes_pkey PRIMARY KEY (level, index),
    CONSTRAINT log_nodes_hash_is_32_bytes CHECK (octet_length(hash) = 32)
);
COMMENT ON TABLE fairdraw.log_nodes IS
    'the log''s tree: what is the root over the leaves from index * 2^level to (index + 1) * 2^level? A row a subtree that is full; level 0 are the leaves. Never changed';
COMMENT ON INDEX fairdraw.log_nodes_pkey IS 'a node by its place, for proofs; the last leaf, to append after it';

ALTER TABLE fairdraw.publications ADD COLUMN leaf_index bigint;
COMMENT ON COLUMN fairdraw.publications.leaf_index IS 'the text''s place in the log, from 0';

CREATE FUNCTION fairdraw.text_of(note text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN left(note, length(note) - strpos(reverse(note), E'\n\n'));
COMMENT ON FUNCTION fairdraw.text_of IS 'a signed note without its signatures: what stands before the last empty line, LF included';

CREATE FUNCTION fairdraw.append_to_log(leaf text) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaf_index bigint;
    at_level smallint := 0;
    at_index bigint;
    root bytea := sha256('\x00'::bytea || convert_to(leaf, 'UTF8'));
BEGIN
    -- One appends at a time: the log's transactions commit in the order of their leaves. The next statement sees what was committed
    -- behind the lock.
    PERFORM pg_advisory_xact_lock(hashtextextended('fairdraw.log', 0));
    SELECT coalesce(max(n.index) + 1, 0) INTO leaf_index FROM fairdraw.log_nodes n WHERE n.level = 0;
    at_index := leaf_index;
    LOOP
        INSERT INTO fairdraw.log_nodes (level, index, hash) VALUES (at_level, at_index, root);
        -- A node that is a right child completes its parent.
        EXIT WHEN at_index % 2 = 0;
        SELECT sha256('\x01'::bytea || n.hash || root) INTO STRICT root
        FROM fairdraw.log_nodes n
        WHERE n.level = at_level AND n.index = at_index - 1;
        at_level := at_level + 1;
        at_index := at_index / 2;
    END LOOP;
    RETURN leaf_index;
END
$$;
COMMENT ON FUNCTION fairdraw.append_to_log IS 'makes a text the log''s next leaf and gives its index; part of publish';

CREATE FUNCTION fairdraw.publish(of_round integer, as_kind text, signed_note text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaf bigint := fairdraw.append_to_log(fairdraw.text_of(signed_note));
BEGIN
    INSERT INTO fairdraw.publications (round_no, kind, note, leaf_index) VALUES (of_round, as_kind, signed_note, leaf);
    RETURN leaf;
END
$$;
COMMENT ON FUNCTION fairdraw.publish IS
    'publishes a signed note and makes its text the log''s next leaf: the only way to publish. Holds the log until the transaction ends, so call it last';

-- What was published before there was a log, in the order of publication.
DO $$
DECLARE
    published record;
BEGIN
    FOR published IN SELECT p.publication_no, p.note FROM fairdraw.publications p ORDER BY p.publication_no LOOP
        UPDATE fairdraw.publications p SET leaf_index = fairdraw.append_to_log(fairdraw.text_of(published.note))
        WHERE p.publication_no = published.publication_no;
    END LOOP;
END
$$;
ALTER TABLE fairdraw.publications ALTER leaf_index SET NOT NULL;
ALTER TABLE fairdraw.publications ADD CONSTRAINT publications_one_per_leaf UNIQUE (leaf_index);
COMMENT ON INDEX fairdraw.publications_one_per_leaf IS 'the log''s leaves, page by page; no two texts in one place';

CREATE TABLE fairdraw.log_checkpoints (
    size bigint PRIMARY KEY,
    note text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT log_checkpoints_size_is_positive CHECK (size > 0)
);
COMMENT ON TABLE fairdraw.log_checkpoints IS
    'which heads of the log were given to witnesses? Signed by the operator alone; kept because cosignatures cover exactly these bytes';
COMMENT ON INDEX fairdraw.log_checkpoints_pkey IS 'a checkpoint by its size; one a size';

CREATE TABLE fairdraw.log_cosignatures (
    size bigint NOT NULL REFERENCES fairdraw.log_checkpoints,
    witness text NOT NULL,
    line text NOT NULL,
    cosigned_at timestamptz NOT NULL,
    CONSTRAINT log_cosignatures_one_per_witness PRIMARY KEY (size, witness)
);
COMMENT ON TABLE fairdraw.log_cosignatures IS 'which witness saw which head of the log, and when does it say? Verified before they come here';
COMMENT ON COLUMN fairdraw.log_cosignatures.witness IS 'the witness''s verifier key';
COMMENT ON COLUMN fairdraw.log_cosignatures.line IS 'the signature line as it goes into a checkpoint, LF included';
COMMENT ON INDEX fairdraw.log_cosignatures_one_per_witness IS 'a checkpoint''s cosignatures; which a witness has yet to give';

REVOKE ALL ON FUNCTION fairdraw.text_of, fairdraw.append_to_log, fairdraw.publish FROM PUBLIC;
REVOKE INSERT ON fairdraw.publications FROM fairdraw_keeper;
GRANT EXECUTE ON FUNCTION fairdraw.publish TO fairdraw_keeper;
GRANT EXECUTE ON FUNCTION fairdraw.text_of TO fairdraw_serving, fairdraw_keeper;
GRANT SELECT ON fairdraw.log_nodes, fairdraw.log_checkpoints, fairdraw.log_cosignatures TO fairdraw_serving, fairdraw_keeper;
GRANT INSERT ON fairdraw.log_checkpoints, fairdraw.log_cosignatures TO fairdraw_keeper;
