// What is kept for one person is not taken from another, nor by one tab from another. Here there is no storage of a
// browser: the pages then remember by themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepEntry, keptEntry, noteAnswered, notePressed, pressed } from './keeping.mjs';

test('the oldest receipts go, and only one’s own', () => {
    const entry = (day) => ({ received_at: new Date(day * 86_400_000).toISOString(), tag: '', receipt: {} });
    keepEntry('ann lee', 'first', entry(0));
    for (let day = 1; day <= 61; ++day) keepEntry('ann', `day-${day}`, entry(day));
    assert.equal(keptEntry('ann', 'day-1'), null);
    assert.deepEqual(keptEntry('ann', 'day-2'), entry(2));
    assert.deepEqual(keptEntry('ann lee', 'first'), entry(0));
});

test('an answer ends what it answers, and not what was pressed since', () => {
    notePressed('ann', 'sale', 'reservation');
    notePressed('ann lee', 'sale', 'reservation');
    assert.deepEqual(pressed('ann'), [{ round: 'sale', deed: 'reservation' }]);
    notePressed('ann', 'sale', 'entry');
    noteAnswered('ann', 'sale', 'reservation');
    assert.deepEqual(pressed('ann'), [{ round: 'sale', deed: 'entry' }]);
    noteAnswered('ann', 'sale', 'entry');
    assert.deepEqual(pressed('ann'), []);
    assert.deepEqual(pressed('ann lee'), [{ round: 'sale', deed: 'reservation' }]);
});
