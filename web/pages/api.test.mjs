// Asking until there is an answer: when it is tried again, by whose word, and what is no answer at all.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

const window = new EventTarget();
let elapsed;
let wall;
let timers;
let lastTimer = 0;
let answers;
let asked;
let insist;

// Each test has a page and a time of its own, and a service that answers what the test says.
beforeEach(async () => {
    [elapsed, wall] = [1_000_000, Date.parse('2026-11-21T15:00:00.000Z')];
    mock.method(performance, 'now', () => elapsed);
    mock.method(Date, 'now', () => wall);
    timers = new Map();
    mock.method(globalThis, 'setTimeout', (act, ms) => {
        timers.set(++lastTimer, { due: elapsed + ms, act });
        return lastTimer;
    });
    mock.method(globalThis, 'clearTimeout', (timer) => timers.delete(timer));
    mock.method(Math, 'random', () => 0);
    globalThis.document = Object.assign(new EventTarget(), { cookie: '' });
    globalThis.location = { hash: '' };
    globalThis.sessionStorage = { getItem: () => null };
    globalThis.addEventListener = window.addEventListener.bind(window);
    globalThis.removeEventListener = window.removeEventListener.bind(window);
    [answers, asked] = [[], 0];
    mock.method(globalThis, 'fetch', async () => {
        asked += 1;
        const next = answers.shift();
        if (next instanceof Error) throw next;
        return next;
    });
    ({ insist } = await import(`./api.mjs?${Math.random()}`));
});

afterEach(() => mock.restoreAll());

const json = (status, body, headers = {}) =>
    new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
const html = () => new Response('<h1>Welcome to this network</h1>', { headers: { 'Content-Type': 'text/html' } });
const busy = (seconds) => json(429, { code: 'RATE_LIMITED' }, { 'Retry-After': String(seconds) });

/** Lets what is under way go on as far as it can. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function pass(ms) {
    [elapsed, wall] = [elapsed + ms, wall + ms];
    for (const [timer, { due, act }] of timers) if (due <= elapsed && timers.delete(timer)) act();
    await settle();
}

async function happens(name, where = window) {
    where.dispatchEvent(new Event(name));
    await settle();
}

test('who is told when to come again waits for that, whatever the connection does and whoever looks', async () => {
    answers = [busy(5), json(200, { round: 'first' })];
    const answer = insist('/v1/rounds/first');
    await settle();
    for (let second = 0; second < 4; ++second) {
        await pass(1000);
        await happens('online');
        await happens('visibilitychange', document);
    }
    assert.equal(asked, 1);
    await pass(1000);
    assert.equal((await answer).body.round, 'first');
});

test('who heard nothing tries as soon as there is a connection', async () => {
    answers = [new TypeError('no network'), json(200, {})];
    const answer = insist('/v1/rounds');
    await settle();
    assert.equal(asked, 1);
    await happens('online');
    await answer;
    assert.equal(asked, 2);
});

test('the time for which the device slept is waited, too', async () => {
    answers = [busy(60), json(200, {})];
    const answer = insist('/v1/rounds');
    await settle();
    wall += 3_600_000;
    await happens('visibilitychange', document);
    await answer;
});

test('what passes is asked again, and a page in the service’s place is no answer', async () => {
    answers = [json(408, {}), json(425, {}), json(503, {}), html(), json(200, { at: 'last' })];
    const answer = insist('/v1/rounds');
    for (let tries = 1; tries < 5; ++tries) {
        await settle();
        assert.equal(asked, tries);
        for (let second = 0; second < 8 && asked === tries; ++second) await pass(1000);
    }
    assert.equal((await answer).body.at, 'last');
});

test('what will not pass is not asked again', async () => {
    answers = [json(409, { code: 'WINDOW_CLOSED', detail: 'it is over' })];
    await assert.rejects(insist('/v1/rounds/first/entry'), { code: 'WINDOW_CLOSED', message: 'it is over' });
    assert.equal(asked, 1);
});
