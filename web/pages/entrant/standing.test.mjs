// One clear state at every time, whatever is known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitsToTell } from './digits.mjs';
import { byNearness, lookAgainAfter, phaseOf, roundOfInterest } from './rounds.mjs';
import { isStale, nothingKnown, standingOf } from './standing.mjs';

const minute = 60_000;
const start = Date.parse('2026-11-21T15:00:00.000Z');
const at = (minutes) => new Date(start + minutes * minute).toISOString();

const draw = {
    round: 'r',
    kind: 'draw',
    state: 'announced',
    reserve: { from: at(-5), to: at(-1) },
    enter: { from: at(0), to: at(1) },
    remaining: null,
};
const rush = { ...draw, kind: 'first_come', reserve: null, remaining: 7 };

const pending = { status: 'pending', reserved_at: null, received_at: null };
/** By an answer that was asked for at a time: late enough, unless told. */
const known = (result, minutes = 99) => ({
    ...nothingKnown,
    result: { ...pending, ...result },
    askedAt: start + minutes * minute,
});
const standing = (mine, minutes, round = draw) => standingOf(round, mine, start + minutes * minute);

test('windows are half-open', () => {
    const phases = [-5.001, -5, -1.001, -1, 0, 0.999, 1].map((minutes) =>
        phaseOf(draw, start + minutes * minute),
    );
    assert.deepEqual(phases, ['before', 'reserving', 'reserving', 'between', 'entering', 'entering', 'over']);
});

test('who reserves and enters goes through all of it', () => {
    assert.equal(standing(known({}), -6), 'announced');
    assert.equal(standing(known({}), -4), 'reserving');
    assert.equal(standing({ ...nothingKnown, reservedAt: at(-4) }, -4), 'reserved');
    const reserved = { reserved_at: at(-4) };
    assert.equal(standing(known(reserved), -0.5), 'reserved');
    assert.equal(standing(known(reserved), 0), 'open');
    const entered = { ...reserved, received_at: at(0.1) };
    assert.equal(standing(known(entered), 0.2), 'entered');
    assert.equal(standing({ ...known(reserved), entry: {} }, 0.2), 'entered');
    assert.equal(standing(known(entered), 1), 'drawing');
    for (const status of ['won', 'lost', 'disqualified', 'void'])
        assert.equal(standing(known({ ...entered, status }), 1.1), status);
});

test('who did not reserve is told so before the window, and who did not enter after it', () => {
    assert.equal(standing(known({}), -0.5), 'unreserved');
    assert.equal(standing(known({}), 0.5), 'unreserved');
    assert.equal(standing(known({ status: 'not_entered' }), 1.1), 'not_entered');
    // Nothing is said of what was not asked yet.
    assert.equal(standing(nothingKnown, -4), 'asking');
    assert.equal(standing(nothingKnown, -0.5), 'asking');
    assert.equal(standing(nothingKnown, 1.5), 'asking');
    // But nobody is kept from pressing: the server knows.
    assert.equal(standing(nothingKnown, 0.5), 'open');
    assert.equal(standing({ ...nothingKnown, refusal: 'NOT_RESERVED' }, 0.5), 'unreserved');
});

test('an answer from before a window closed does not say that nothing was done in it', () => {
    // On another device, since.
    const stale = (mine, minutes, round = draw) => isStale(round, mine, start + minutes * minute);
    const early = known({}, -10);
    assert.equal(standing(early, -4), 'reserving');
    assert.equal(stale(early, -4), false);
    assert.equal(standing(early, -0.5), 'asking');
    assert.equal(standing(early, 0), 'open');
    assert.equal(standing(early, 1), 'asking');
    for (const minutes of [-0.5, 0, 1]) assert.equal(stale(early, minutes), true);
    assert.equal(stale(known({}, -1), 0.5), false);

    // Who reserved may yet have entered elsewhere; who did not, cannot.
    const reserved = known({ reserved_at: at(-4) }, -0.5);
    assert.equal(stale(reserved, 0.5), false);
    assert.equal(standing(reserved, 1), 'asking');
    assert.equal(stale(reserved, 1), true);
    assert.equal(standing({ ...reserved, askedAt: start + minute }, 1.1), 'not_entered');
    assert.equal(standing(known({}, -0.5), 1), 'not_entered');

    const beforeRush = known({ status: 'not_entered' }, -1);
    assert.equal(standing(beforeRush, 1, rush), 'asking');
    assert.equal(stale(beforeRush, 1, rush), true);
    // What is asked for is not asked for twice.
    assert.equal(stale(nothingKnown, 0.5), false);
});

test('a round without reservations opens by itself', () => {
    const open = { ...draw, reserve: null };
    assert.equal(standing(known({}), -6, open), 'soon');
    assert.equal(standing(nothingKnown, 0, open), 'open');
});

test('a void round is void before anybody asked', () => {
    assert.equal(standing(nothingKnown, -4, { ...draw, state: 'void' }), 'void');
});

test('who comes first has the coupon at once, and who does not is told that all are gone', () => {
    const early = known({ status: 'not_entered' });
    assert.equal(standing(early, -1, rush), 'soon');
    assert.equal(standing(early, 0, rush), 'open');
    assert.equal(standing({ ...early, coupon: { code: 'X' } }, 0, rush), 'won');
    assert.equal(standing({ ...early, refusal: 'SOLD_OUT' }, 0, rush), 'sold_out');
    assert.equal(standing(early, 0.5, { ...rush, remaining: 0 }), 'sold_out');
    assert.equal(standing(early, 1, rush), 'not_entered');
    // What one has, one keeps.
    assert.equal(standing(known({ status: 'won' }), 0.5, { ...rush, remaining: 0, state: 'void' }), 'won');
});

test('the round to show is what one can take part in, then a fresh result, then the next', () => {
    const yesterday = { ...draw, round: 'yesterday', enter: { from: at(-1440), to: at(-1439) } };
    const tomorrow = {
        ...draw,
        round: 'tomorrow',
        reserve: { from: at(1435), to: at(1439) },
        enter: { from: at(1440), to: at(1441) },
    };
    const shown = (minutes) => roundOfInterest([yesterday, draw, tomorrow], start + minutes * minute)?.round;
    assert.equal(shown(-1430), 'yesterday');
    assert.equal(shown(-600), 'r');
    assert.equal(shown(-4), 'r');
    assert.equal(shown(2), 'r');
    assert.equal(shown(400), 'tomorrow');
    assert.equal(shown(1436), 'tomorrow');
    assert.equal(shown(5000), 'tomorrow');
    assert.equal(roundOfInterest([], start), undefined);
});

test('the other rounds are told in the order in which they matter now', () => {
    const round = (name, from, to) => ({
        ...draw,
        round: name,
        reserve: null,
        enter: { from: at(from), to: at(to) },
    });
    const rounds = [round('last week', -9000, -8999), round('just over', -2, -1), draw, round('far', 99, 100)];
    const names = byNearness(rounds, start).map(({ round: name }) => name);
    assert.deepEqual(names, ['r', 'just over', 'far', 'last week']);
});

test('a ticket beyond the cutoff is never told as the same number', () => {
    assert.equal(digitsToTell(0.2, 0.5), 3);
    assert.equal(digitsToTell(0.2004, 0.1997), 4);
    assert.equal(digitsToTell(0.2, 0.2 + 2 ** -40), 12);
    assert.equal(digitsToTell(0.2, 0.2), 3);
});

test('the rounds are asked for often only when something is to be expected', () => {
    const after = (rounds, minutes) => lookAgainAfter(rounds, start + minutes * minute);
    assert.equal(after([draw], -600), 60_000);
    assert.equal(after([draw], 0.5), 60_000);
    assert.equal(after([draw], 1.5), 20_000);
    const tomorrow = { ...draw, reserve: null, enter: { from: at(1440), to: at(1441) } };
    assert.equal(after([draw, tomorrow], 1.5), 20_000);
    assert.equal(after([{ ...draw, state: 'drawn' }, tomorrow], 1.5), 60_000);
    assert.equal(after([], 0), 20_000);
    assert.equal(after([rush], 0.5), 5_000);
    assert.equal(after([{ ...rush, remaining: 0 }], 0.5), 60_000);
});
