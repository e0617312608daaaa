// The server's clock by round trips: the quickest tells best, and what is old or slept through tells nothing.
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

const serverIsAhead = 3_600_000;
let elapsed;
let wall;
let clock;

// Each test has a page of its own, and a time of its own.
beforeEach(async () => {
    [elapsed, wall] = [1_000_000, Date.parse('2026-11-21T15:00:00.000Z')];
    mock.method(performance, 'now', () => elapsed);
    mock.method(Date, 'now', () => wall);
    clock = await import(`./clock.mjs?${Math.random()}`);
});

const pass = (ms) => [(elapsed += ms), (wall += ms)];
const serverTime = () => new Date(wall + serverIsAhead).toISOString();

/** A round trip that takes so long to the server and back. */
function roundTrip(there, back) {
    const sent = elapsed;
    pass(there);
    const said = serverTime();
    pass(back);
    clock.learn(said, sent, elapsed);
}

const behind = () => wall + serverIsAhead - clock.serverNow();

test('until it was measured, the device’s own clock is all there is', () => {
    assert.equal(clock.errorMs(), Infinity);
    assert.equal(clock.serverNow(), wall);
    roundTrip(20, 20);
    assert.equal(behind(), 20);
});

test('it is never ahead, and never behind by more than it says', () => {
    for (const [there, back] of [
        [400, 2],
        [3, 90],
        [10, 10],
    ]) {
        roundTrip(there, back);
        assert.ok(behind() >= 0 && behind() <= clock.errorMs(), `${behind()}, ${clock.errorMs()}`);
        pass(1000);
    }
    assert.equal(clock.errorMs(), 20);
});

test('a slow answer does not spoil what a quick one told, until that is old', () => {
    roundTrip(5, 5);
    roundTrip(2000, 10);
    assert.equal(clock.errorMs(), 10);
    pass(6 * 60_000);
    roundTrip(100, 100);
    assert.equal(clock.errorMs(), 200);
});

test('after a sleep, which this page’s time does not count, it is measured anew', () => {
    roundTrip(5, 5);
    wall += 60_000;
    assert.equal(clock.errorMs(), Infinity);
    assert.equal(behind(), 5);
    roundTrip(200, 200);
    assert.equal(behind(), 200);
});

test('a clock that was put back is not believed', () => {
    roundTrip(5, 5);
    wall -= 60_000;
    assert.equal(clock.errorMs(), Infinity);
    assert.equal(Math.abs(behind()), 60_000 - 5);
});

test('whoever listens hears of a better measurement', () => {
    let heard = 0;
    const end = clock.onClockChange(() => ++heard);
    roundTrip(5, 5);
    roundTrip(50, 50);
    assert.equal(heard, 1);
    end();
    roundTrip(1, 1);
    assert.equal(heard, 1);
});
