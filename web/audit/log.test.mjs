// The audit of a log: honest ones, and each way in which an operator could bend one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from './bytes.mjs';
import { auditLog } from './log_audit.mjs';
import { parseCheckpoint } from './proof.mjs';
import { foreignLeaves, misorderedLogs } from './testing/bent.mjs';
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

test('rounds drawn, voided and open are told apart, and some of those voided are named', async () => {
    const detail = async (leaves) => (await auditOf(leaves, { now: 0 })).checks.at(-1).detail;
    assert.match(await detail(honest), /^3 rounds: 1 drawn, 2 VOID \(stopped, withdrawn\), 0 open;/);
    assert.match(await detail(honest.slice(0, -1)), /^3 rounds: 1 drawn, 1 VOID \(withdrawn\), 1 open;/);
    const many = ['a', 'b', 'c', 'd', 'e'].flatMap((round) => {
        const { announcement, voidOfOpen } = makeTexts({ round });
        return [announcement, voidOfOpen];
    });
    assert.match(await detail(many), /^5 rounds: 0 drawn, 5 VOID \(a, b, c, and 2 more\), 0 open;/);
});

test('an earlier checkpoint may be signed by a key that the operator had before', async () => {
    const former = new Operator(operator.name, 4);
    const since = signed(honest.slice(0, 3), former);
    const grew = async (formerKeys) => (await judged(honest, { since, formerKeys }))['log-grew'];
    assert.equal(await grew([]), false);
    assert.equal(await grew([former.key]), true);
    assert.equal(await grew([new Operator(operator.name, 5).key]), false);
    // The log itself is signed by the operator's own key alone.
    const formerly = await judged(honest, {
        checkpoint: signed(honest, former),
        since,
        formerKeys: [former.key],
    });
    assert.equal(formerly['log-signature'], false);
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
    assert.equal(await rounds([drawn.announcement, drawn.close, drawn.draw]), 'ok');
    for (const leaves of misorderedLogs('drawn')) {
        assert.match(await rounds(leaves), /^drawn: /);
    }
});

test("every leaf is a round's text, of this origin", async () => {
    for (const leaf of foreignLeaves(operator, drawn.draw)) {
        const said = leaf.includes('stranger') ? 'of another origin' : "not a round's text";
        assert.match(await rounds([...honest, leaf]), new RegExp(`^leaf 8: ${said}; 3 rounds: `));
    }
    const many = await rounds(['1\n', '2\n', '3\n', '4\n', '5\n']);
    assert.match(many, /^leaf 0: .*; leaf 1: .*; leaf 2: .*; and 2 more; 0 rounds: 0 drawn, 0 VOID, 0 open$/);
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
        /^a: .*; b: .*; c: .*; and 1 more; 5 rounds: 1 drawn, 0 VOID, 4 open$/,
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
