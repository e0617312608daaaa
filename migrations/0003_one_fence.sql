-- One fence for all: whoever held a round open by a lock on its row shares the round's advisory lock instead.
DROP FUNCTION fairdraw.hold_open;
COMMENT ON FUNCTION fairdraw.fence IS
    'the first key of the rounds'' advisory locks, the second being the round''s number: shared by whoever records or disqualifies, exclusive to whoever ends the window';
