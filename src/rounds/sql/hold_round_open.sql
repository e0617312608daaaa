-- $1 round id: the round's number and kind. It cannot begin to close before this transaction ends; whether it had already, find_state tells.
SELECT round_no, kind, pg_advisory_xact_lock_shared(fairdraw.fence(), round_no) FROM fairdraw.rounds WHERE round_id = $1
