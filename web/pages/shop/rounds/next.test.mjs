// A round is looked at again when something begins in it, and seldom before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAgainMs, nextOf } from './next.mjs';

const second = (count) => Date.parse('2026-11-21T15:00:00.000Z') + count * 1000;
const time = (count) => new Date(second(count)).toISOString();
const round = {
    reserve: { from: time(0), to: time(60) },
    enter: { from: time(90), to: time(150) },
    draw_due_at: null,
    beacon_due_at: null,
};

test('what comes next is of the state', () => {
    const next = (state, rest) => nextOf({ ...round, state, ...rest });
    assert.deepEqual(next('announced'), { words: 'shop.next.reserve', at: second(0) });
    assert.deepEqual(next('announced', { reserve: null }), { words: 'shop.next.enter', at: second(90) });
    assert.deepEqual(next('reserving'), { words: 'shop.next.reserved', at: second(60) });
    assert.deepEqual(next('reserved'), { words: 'shop.next.enter', at: second(90) });
    assert.deepEqual(next('entering'), { words: 'shop.next.over', at: second(150) });
    assert.equal(next('closed'), null);
});

test('the moment at which entries open is not slept through', () => {
    const wait = (left) => lookAgainMs({ ...round, state: 'reserved' }, second(90 - left));
    assert.equal(wait(60), 5000);
    assert.equal(wait(3.5), 3500);
    // The moment is here, and the server may not say so yet: soon, but not at once and at once again.
    assert.equal(wait(0), 1000);
    assert.equal(wait(-10), 1000);
    assert.equal(lookAgainMs({ ...round, state: 'entering' }, second(100)), 1000);
    assert.equal(lookAgainMs({ ...round, state: 'drawn' }, second(200)), null);
});
