// How much of a log is read, and what its server may not say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from './bytes.mjs';
import { auditLog } from './log_audit.mjs';
import { parseCheckpoint } from './proof.mjs';
import { checkpointText } from './testing/log.mjs';
import { Operator, Witness } from './testing/operator.mjs';
import { enterMs, makeTexts } from './testing/round.mjs';

const operator = new Operator();
const witness = new Witness();
const { announcement, close, draw } = makeTexts();
const honest = [announcement, close, draw];
const afterwards = enterMs + 86_400_000;

const signed = (leaves) => operator.note(checkpointText(operator.name, leaves));
const checkpointOf = (note) => parseCheckpoint(utf8(note), 'since');

test('what a server says beside the point is unreadable', async () => {
    const verdict = async (read) => {
        const { verdict: found, log } = await auditLog({ read }, { key: operator.key, now: afterwards });
        assert.equal(log === null, found === 'unreadable');
        return found;
    };
    const note = signed(honest);
    const pages = (page) => (name) => utf8(name === 'checkpoint' ? note : page(name));
    const whole = (change) => pages(() => JSON.stringify({ from: 0, to: 3, leaves: honest, ...change }));
    assert.equal(await verdict(whole({})), 'pass');
    assert.equal(await verdict(() => null), 'unreadable');
    assert.equal(await verdict((name) => (name === 'checkpoint' ? utf8(note) : null)), 'unreadable');
    for (const change of [
        { from: 1 },
        { to: 4 },
        { to: 2 },
        { to: '3' },
        { leaves: [] },
        { to: 0, leaves: [] },
        { leaves: [1] },
    ]) {
        assert.equal(await verdict(whole(change)), 'unreadable', JSON.stringify(change));
    }
    const repeated = JSON.stringify({ from: 0, to: 3, leaves: honest }).replace('"to":3', '"to":3,"to":3');
    assert.equal(await verdict(pages(() => repeated)), 'unreadable');
    assert.equal(await verdict(pages(() => 'leaves')), 'unreadable');
});

test('no leaf is asked of whoever shows a head that the operator did not sign', async () => {
    const namesake = new Operator(operator.name, 4);
    for (const size of [0, 8, 2 ** 40]) {
        const note = namesake.note(checkpointText(operator.name, honest).replace('\n3\n', `\n${size}\n`));
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
    const huge = signed(honest).replace('\n3\n', `\n${2 ** 24 + 1}\n`).split('\n\n')[0];
    const read = (name) => assert.equal(name, 'checkpoint') ?? utf8(operator.note(`${huge}\n`));
    const { message } = await auditLog({ read }, { key: operator.key, now: afterwards });
    assert.match(message, /^checkpoint: more leaves/);
    const padded = (name) =>
        name === 'checkpoint'
            ? signed(honest)
            : JSON.stringify({ from: 0, to: 3, leaves: honest, more: ' '.repeat(2 ** 19) });
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
        note.replace('\n3\n', '\n03\n'),
        note.replace('\n3\n', '\n\n3\n'),
        note.replace('=\n', '\n'),
        note.slice(note.indexOf('\n') + 1),
        note.replace('\n', '\r\n'),
        `${note}\n`,
        note.replace('— ', '- '),
    ]) {
        assert.throws(() => checkpointOf(bad), /^Error: since/, bad);
    }
});
