// The server's clock by what answers tell of it; what is old tells less, and what was slept through nothing.
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

/** At most so far behind, and not ahead. */
function assertBehind(most) {
    assert.ok(behind() >= 0 && behind() <= most, `${behind()} is not within 0 and ${most}`);
}

test('until it was measured, the device’s own clock is all there is', () => {
    assert.equal(clock.serverNow(), wall);
    roundTrip(20, 20);
    assertBehind(20);
});

test('it is behind by no more than the quickest answer took to come, and never ahead', () => {
    for (const [there, back] of [
        [10, 10],
        [400, 2],
        [3, 90],
    ]) {
        roundTrip(there, back);
        assertBehind(back);
        pass(1000);
    }
    assertBehind(3);
});

test('it does not go back when a slow answer comes', () => {
    roundTrip(5, 5);
    const before = [clock.serverNow(), wall];
    roundTrip(10, 2000);
    assert.ok(clock.serverNow() - before[0] >= (wall - before[1]) * 0.999);
});

test('what was measured long ago counts for less, as clocks drift', () => {
    roundTrip(5, 5);
    pass(3_600_000);
    assert.ok(behind() > 500);
    roundTrip(50, 50);
    assertBehind(50);
});

test('after a sleep, which this page’s time does not count, it is measured anew', () => {
    roundTrip(5, 5);
    wall += 60_000;
    assertBehind(5.1);
    roundTrip(200, 200);
    assertBehind(200);
});

test('a clock that was put back is not believed', () => {
    roundTrip(5, 5);
    wall -= 60_000;
    assert.equal(behind(), 5 - 60_000);
    roundTrip(30, 30);
    assertBehind(30);
});

test('when the server’s clock is set, what was known is forgotten', () => {
    roundTrip(5, 5);
    const said = new Date(wall + serverIsAhead - 30_000).toISOString();
    clock.learn(said, elapsed, elapsed);
    assert.equal(behind(), 30_000);
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
