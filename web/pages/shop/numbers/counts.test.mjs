// A picture has room for some templates; the others are one group, and none is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictured } from './counts.mjs';

const templates = Array.from({ length: 300 }, (_, number) => ({ template: `t${number}`, issued: number % 100 }));

test('few templates all have bars of their own', () => {
    assert.deepEqual(pictured(templates.slice(0, 20)), { own: templates.slice(0, 20), others: [] });
});

test('of many, those with the most coupons do, in the order in which they are', () => {
    const { own, others } = pictured(templates);
    assert.equal(own.length, 19);
    assert.equal(own.length + others.length, templates.length);
    const least = Math.min(...own.map(({ issued }) => issued));
    assert.ok(others.every(({ issued }) => issued <= least));
    assert.deepEqual(
        own,
        templates.filter((one) => own.includes(one)),
    );
});
