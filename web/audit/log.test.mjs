// The audit of a log: honest ones, and each way in which an operator could bend one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from './bytes.mjs';
import { auditLog } from './log_audit.mjs';
import { parseCheckpoint } from './proof.mjs';
import { Chain } from './testing/chain.mjs';
import { checkpointText, logSource } from './testing/log.mjs';
import { Operator, Witness } from './testing/operator.mjs';
import { enterMs, makeTexts } from './testing/round.mjs';

const operator = new Operator();
const witness = new Witness();
const drawn = makeTexts({ round: 'drawn' });
const withdrawn = makeTexts({ round: 'withdrawn' });
const stopped = makeTexts({ round: 'stopped' });
const honest = [
    drawn.announcement,
    withdrawn.announcement,
    drawn.close,
    stopped.announcement,
    stopped.close,
    drawn.draw,
    withdrawn.voidOfOpen,
    stopped.voidOfClosed,
];
const afterwards = enterMs + 86_400_000;

const signed = (leaves, by = operator) => by.note(checkpointText(by.name, leaves));
const checkpointOf = (note) => parseCheckpoint(utf8(note), 'since');

const auditOf = (leaves, { checkpoint = signed(leaves), since, ...options } = {}) =>
    auditLog(logSource(leaves, checkpoint), {
        key: operator.key,
        now: afterwards,
        ...(since && { since: checkpointOf(since) }),
        ...options,
    });
const judged = async (leaves, setting) => {
    const { checks, message } = await auditOf(leaves, setting);
    assert.equal(message, null);
    return Object.fromEntries(checks.map(({ id, ok }) => [id, ok]));
};

test('an honest log passes, and says what it holds', async () => {
    const report = await auditOf(honest);
    assert.equal(report.verdict, 'pass');
    assert.equal(report.round, null);
    assert.equal(report.log.size, honest.length);
    assert.match(report.log.root, /^[0-9a-f]{64}$/);
    const oks = report.checks.map(({ id, ok }) => [id, ok]);
    assert.deepEqual(oks, [
        ['log-signature', true],
        ['log-root', true],
        ['log-grew', null],
        ['log-witnessed', null],
        ['log-rounds', true],
    ]);
});

test('an empty log is a log', async () => {
    assert.equal((await auditOf([])).verdict, 'pass');
    assert.equal((await judged(honest, { since: signed([]) }))['log-grew'], true);
});

test('the checkpoint must be signed by the pinned key, under its name', async () => {
    const ok = async (checkpoint) => (await judged(honest, { checkpoint }))['log-signature'];
    assert.equal(await ok(signed(honest, new Operator(operator.name, 4))), false);
    assert.equal(await ok(signed(honest, new Operator('stranger.example', 4))), false);
    assert.equal(await ok(operator.note(checkpointText('stranger.example', honest))), false);
    const another = operator.note(checkpointText(operator.name, honest.slice(1))).split('\n\n')[1];
    assert.equal(await ok(signed(honest) + another), false);
    const namesake = new Operator(operator.name, 4);
    assert.equal(await ok(signed(honest) + namesake.line(namesake.sign(utf8('')))), true);
});

test('the leaves must be those whose root was signed', async () => {
    const swapped = [honest[1], honest[0], ...honest.slice(2)];
    assert.equal((await judged(swapped, { checkpoint: signed(honest) }))['log-root'], false);
    assert.equal((await judged(honest))['log-root'], true);
});

test('a log only grows', async () => {
    const grew = async (since) => (await judged(honest, { since }))['log-grew'];
    for (let size = 0; size <= honest.length; ++size)
        assert.equal(await grew(signed(honest.slice(0, size))), true);
    assert.equal(await grew(signed([...honest, honest[0]])), false);
    assert.equal(await grew(signed(honest.slice(1, 4))), false);
    assert.equal(await grew(signed(honest.slice(0, 3), new Operator(operator.name, 4))), false);
    assert.equal(await grew(operator.note(checkpointText('stranger.example', honest.slice(0, 3)))), false);
    assert.equal(
        await grew(
            operator.note(checkpointText(operator.name, honest.slice(0, 3)).replace('\n3\n', '\n4\n')),
        ),
        false,
    );
});

test('a witness says what it saw, or nothing, or something false', async () => {
    const note = signed(honest);
    const other = new Witness('other.example', 9);
    const ok = async (checkpoint, witnesses = [witness]) =>
        (await judged(honest, { checkpoint, witnesses: witnesses.map(({ key }) => key) }))['log-witnessed'];
    const right = witness.cosignature(note, 1_800_000_000);
    const wrong = witness.cosignature(note, 1_800_000_000, 1_800_000_001);
    assert.equal(await ok(note + right), true);
    assert.equal(await ok(note), null);
    assert.equal(await ok(note + right, [other]), null);
    assert.equal(await ok(note + right, [other, witness]), true);
    assert.equal(await ok(note + right, []), null);
    assert.equal(await ok(note + wrong), false);
    assert.equal(await ok(note + right + wrong), false);
    assert.equal(await ok(note + right + other.cosignature(note, 1, 2), [other, witness]), false);
    assert.equal(await ok(note + right + other.cosignature(note, 1, 2)), true);
});

const rounds = async (leaves, setting) => {
    const { checks } = await auditOf(leaves, setting);
    const { ok, detail } = checks.find(({ id }) => id === 'log-rounds');
    // One lie, one check.
    assert.ok(checks.every((check) => check.id === 'log-rounds' || check.ok !== false));
    return ok ? 'ok' : detail;
};

test('each round has its texts once, in order, each naming the one before it', async () => {
    const { announcement, close, draw, voidOfClosed, voidOfOpen } = drawn;
    const another = makeTexts({ round: 'drawn', entrants: 21, reserve: false });
    assert.equal(await rounds([announcement, close, draw]), 'ok');
    for (const leaves of [
        [close, draw],
        [close, announcement, draw],
        [announcement, announcement, close, draw],
        [announcement, close, draw, another.announcement],
        [announcement, close, close, draw],
        [announcement, another.close, another.draw],
        [announcement, close, another.draw],
        [announcement, draw],
        [announcement, draw, close],
        [announcement, close, draw, draw],
        [announcement, close, draw, voidOfClosed],
        [announcement, voidOfOpen, voidOfOpen],
        [announcement, close, voidOfOpen],
        [announcement, voidOfClosed],
        [announcement, voidOfOpen, close],
        [announcement, close, another.voidOfClosed],
        [another.announcement, voidOfOpen],
    ]) {
        assert.match(await rounds(leaves), /^drawn: /);
    }
});

test("every leaf is a round's text, of this origin", async () => {
    const stranger = makeTexts({ round: 'drawn', origin: 'stranger.example' });
    assert.match(await rounds([...honest, stranger.announcement]), /^leaf 8: of another origin/);
    assert.match(await rounds([...honest, 'hello\n']), /^leaf 8: not a round's text/);
    assert.match(await rounds([...honest, '']), /^leaf 8: /);
    assert.match(await rounds([...honest, drawn.draw.slice(0, -1)]), /^leaf 8: /);
    assert.match(await rounds([...honest, operator.note(drawn.draw)]), /^leaf 8: /);
    const many = await rounds(['1\n', '2\n', '3\n', '4\n', '5\n']);
    assert.match(many, /^leaf 0: .*; leaf 1: .*; leaf 2: .*; and 2 more$/);
});

test('a round that is due has its outcome; until then it may be waited for', async () => {
    const due = enterMs + 60_000 + 600_000;
    const { announcement, close } = drawn;
    assert.equal(await rounds([announcement, close], { now: due }), 'ok');
    assert.match(await rounds([announcement, close], { now: due + 1 }), /^drawn: due/);
    assert.match(await rounds([announcement], { now: due + 1 }), /^drawn: due/);
    // Of four rounds that vanished, three are named.
    const vanished = ['a', 'b', 'c', 'd'].map((round) => makeTexts({ round }).announcement);
    assert.match(
        await rounds([...vanished, announcement, close, drawn.draw]),
        /^a: .*; b: .*; c: .*; and 1 more$/,
    );
});

test('with a beacon it is due after the beacon, where the chain is known', async () => {
    const ended = enterMs + 60_000;
    const chain = new Chain(ended / 1000 + 3600 - 3 * 99);
    const { announcement } = makeTexts({ beacon: chain.output(100) });
    const at = (now, chains) => rounds([announcement], { now, chains });
    assert.equal(await at(ended + 3_600_000 + 600_000, [chain.info]), 'ok');
    assert.match(await at(ended + 3_600_000 + 600_001, [chain.info]), /^daily: due/);
    assert.match(await at(ended + 600_001, []), /^daily: due/);
});

test('what a server says beside the point is unreadable', async () => {
    const verdict = async (read) => {
        const { verdict: found, log } = await auditLog({ read }, { key: operator.key, now: afterwards });
        assert.equal(log === null, found === 'unreadable');
        return found;
    };
    const note = signed(honest);
    const pages = (page) => (name) => utf8(name === 'checkpoint' ? note : page(name));
    const whole = (change) => pages(() => JSON.stringify({ from: 0, to: 8, leaves: honest, ...change }));
    assert.equal(await verdict(whole({})), 'pass');
    assert.equal(await verdict(() => null), 'unreadable');
    assert.equal(await verdict((name) => (name === 'checkpoint' ? utf8(note) : null)), 'unreadable');
    for (const change of [
        { from: 1 },
        { to: 9 },
        { to: 7 },
        { to: '8' },
        { leaves: [] },
        { to: 0, leaves: [] },
        { leaves: [1] },
    ]) {
        assert.equal(await verdict(whole(change)), 'unreadable', JSON.stringify(change));
    }
    const repeated = JSON.stringify({ from: 0, to: 8, leaves: honest }).replace('"to":8', '"to":8,"to":8');
    assert.equal(await verdict(pages(() => repeated)), 'unreadable');
    assert.equal(await verdict(pages(() => 'leaves')), 'unreadable');
});

test('no leaf is asked of whoever shows a head that the operator did not sign', async () => {
    const namesake = new Operator(operator.name, 4);
    for (const size of [0, 8, 2 ** 40]) {
        const note = namesake.note(checkpointText(operator.name, honest).replace('\n8\n', `\n${size}\n`));
        const asked = [];
        const read = (name) => {
            asked.push(name);
            return utf8(note + witness.cosignature(note, 1_800_000_000));
        };
        const setting = { key: operator.key, now: afterwards, witnesses: [witness.key] };
        const { verdict, log, checks } = await auditLog({ read }, setting);
        assert.deepEqual([verdict, log.size, asked], ['fail', size, ['checkpoint']]);
        assert.deepEqual(
            checks.map(({ ok }) => ok),
            [false, null, null, true, null],
        );
    }
});

test('more leaves than anybody could go through, or larger ones than there are, are unreadable', async () => {
    const huge = signed(honest).replace('\n8\n', `\n${2 ** 24 + 1}\n`).split('\n\n')[0];
    const read = (name) => assert.equal(name, 'checkpoint') ?? utf8(operator.note(`${huge}\n`));
    const { message } = await auditLog({ read }, { key: operator.key, now: afterwards });
    assert.match(message, /^checkpoint: more leaves/);
    const padded = (name) =>
        name === 'checkpoint' ? signed(honest) : JSON.stringify({ from: 0, to: 8, leaves: honest, _: ' '.repeat(2 ** 19) });
    const { message: reason } = await auditLog(
        { read: (name) => utf8(padded(name)) },
        { key: operator.key, now: afterwards },
    );
    assert.match(reason, /larger than its leaves could be/);
});

test('a checkpoint outside the grammar is unreadable', () => {
    const note = signed(honest);
    const extended = checkpointText(operator.name, honest);
    assert.equal(checkpointOf(operator.note(`${extended}an extension line\n`)).size, honest.length);
    for (const bad of [
        note.slice(0, -1),
        note.split('\n\n')[0],
        `${note.split('\n\n')[0]}\n\n`,
        note.replace('\n8\n', '\n08\n'),
        note.replace('\n8\n', '\n\n8\n'),
        note.replace('=\n', '\n'),
        note.slice(note.indexOf('\n') + 1),
        note.replace('\n', '\r\n'),
        `${note}\n`,
        note.replace('— ', '- '),
    ]) {
        assert.throws(() => checkpointOf(bad), /^Error: since/, bad);
    }
});
