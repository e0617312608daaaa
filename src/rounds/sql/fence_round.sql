-- $1 round number: waits for what is being recorded. Until this transaction ends nothing more is.
SELECT pg_advisory_xact_lock(fairdraw.fence(), $1)
