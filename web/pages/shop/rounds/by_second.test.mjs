// Entries by second become steps that a picture can show, and none is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepsOf } from './by_second.mjs';

const at = (second) => `2026-11-21T15:00:${String(second).padStart(2, '0')}.000Z`;

test('seconds without an entry are nought, and those to come unknown', () => {
    const window = { from: at(0), to: at(5) };
    const bySecond = [
        { second: at(0), entries: 3 },
        { second: at(2), entries: 4 },
    ];
    const { stepS, times, entries, totals } = stepsOf(bySecond, window, Date.parse(at(3)));
    assert.equal(stepS, 1);
    assert.equal(times.length, 5);
    assert.deepEqual(entries, [3, 0, 4, null, null]);
    assert.deepEqual(totals, [3, 3, 7, null, null]);
});

test('a window of a year has no more steps than fit, with every entry in one of them', () => {
    const window = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };
    const bySecond = Array.from({ length: 1000 }, (_, number) => ({
        second: new Date(Date.parse(window.from) + number * 31_000_000).toISOString(),
        entries: 1,
    }));
    const { times, totals } = stepsOf(bySecond, window, Date.parse(window.to));
    assert.ok(times.length <= 600);
    assert.equal(totals.at(-1), 1000);
});
