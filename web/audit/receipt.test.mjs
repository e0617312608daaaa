// Receipts as JSON that people hand in: what is taken, and what two readers could take differently.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { audit } from './audit.mjs';
import { utf8 } from './bytes.mjs';
import { parseDrandChain, quicknet } from './drand.mjs';
import { folderSource } from './folder_source.mjs';
import { Unreadable } from './grammar.mjs';
import { parseReceipt } from './receipt.mjs';
import { toHex } from './bytes.mjs';
import { fileURLToPath } from 'node:url';

const bundles = fileURLToPath(new URL('../../tests/vectors/bundles/', import.meta.url));
const good = readFileSync(`${bundles}receipts/alone.json`, 'utf8');
const read = (text) => parseReceipt(typeof text === 'string' ? utf8(text) : text, 'receipt.json');
const refused = (text) => assert.throws(() => read(text), Unreadable, text);
const altered = (change) => JSON.stringify({ ...JSON.parse(good), ...change });

test('further members are ignored, however they are written', () => {
    assert.equal(read(good).index, 0);
    assert.equal(read(altered({ further: [{ index: 1 }, { index: 2, '': null }], '': {} })).index, 0);
    assert.equal(read(`\ufeff ${good}`).index, 0);
    assert.equal(read(good.replace('"index": 0', '"\\u0069ndex": 0')).index, 0);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    assert.equal(read(good.replace('"index": 0', `"index": 0, "deep": ${deep}`)).index, 0);
});

test('a member that stands twice is refused, at any depth and however it is spelled', () => {
    for (const members of [
        '"index": 0, "index": 0',
        '"index": 1, "\\u0069ndex": 0',
        '"index": 0, "a": {"b": 1, "b": 1}',
        '"index": 0, "a": [1, {"b": 1, "c": [], "b": 1}]',
    ]) {
        refused(good.replace('"index": 0', members));
    }
    // What only looks like a second one.
    read(good.replace('"index": 0', '"index": 0, "a": ["a", "a"], "b": {"a": "b"}, "c": "index"'));
});

test('a number is digits, and no larger than a count may be', () => {
    const indexed = (digits) => good.replace('"index": 0', `"index": ${digits}`);
    assert.equal(read(indexed('1099511627776')).index, 2 ** 40);
    for (const digits of [
        '1099511627777',
        '0.0',
        '0e0',
        '1E2',
        '-0',
        '-1',
        '"0"',
        'null',
        '[0]',
        '18446744073709551616',
    ]) {
        refused(indexed(digits));
    }
    refused(good.replace('"index": 0', '"index": 0, "further": 1e999'));
});

test('what is not JSON, or not an object, is refused', () => {
    const bad = [
        '',
        'null',
        '[]',
        '"x"',
        `[${good}]`,
        `${good}x`,
        `${good}\0`,
        good.slice(0, 100),
        `{${good}}`,
        `\u00a0${good}`,
    ];
    for (const text of bad) refused(text);
    for (const half of ['\\ud800', '\\udc00', '\\udc00\\ud800']) {
        refused(good.replace('"index": 0', `"index": 0, "further": "${half}"`));
    }
    refused(Uint8Array.of(...utf8(good.slice(0, -2)), 0xff, ...utf8(good.slice(-2))));
});

test('each member must be what it should', () => {
    for (const name of Object.keys(JSON.parse(good))) {
        refused(altered({ [name]: undefined }));
        refused(altered({ [name]: null }));
        refused(altered({ [name]: 'a b' }));
    }
    refused(altered({ path: ['ab'] }));
    refused(altered({ path: [1] }));
    refused(altered({ path: {} }));
    const { note } = JSON.parse(good);
    for (const bad of [
        `${note}\n`,
        note.replace('size 1', 'size 01'),
        note.replace('\n\n', '\n'),
        note.slice(0, -1),
    ]) {
        refused(altered({ note: bad }));
    }
});

test('without a close a receipt can be caught lying, but not held against a list', async () => {
    const judged = async (receipt) => {
        const { checks } = await audit(await folderSource(`${bundles}void-before-the-close`), { receipt });
        return checks.at(-1);
    };
    assert.deepEqual([(await judged(read(good))).id, (await judged(read(good))).ok], ['receipt', null]);
    assert.equal((await judged(read(altered({ salt: '00'.repeat(16) })))).ok, false);
});

test('a chain is described as drand does', async () => {
    const info = {
        public_key: toHex(quicknet.publicKey),
        period: 3,
        genesis_time: quicknet.genesisS,
        hash: 'ab'.repeat(32),
        groupHash: 'cd'.repeat(32),
        schemeID: 'bls-unchained-g1-rfc9380',
        metadata: { beaconID: 'other' },
    };
    const parse = (change) => parseDrandChain(utf8(JSON.stringify({ ...info, ...change })), 'chain.json');
    const chain = parse({});
    const bundle = await folderSource(`${bundles}tampered/chain-nobody-knows`);
    assert.equal((await audit(bundle)).verdict, 'fail');
    assert.equal((await audit(bundle, { chains: [chain] })).verdict, 'pass');
    const otherKey = {
        ...chain,
        publicKey: quicknet.publicKey.map((byte, i) => (i === 95 ? byte ^ 1 : byte)),
    };
    const report = await audit(bundle, { chains: [otherKey] });
    assert.deepEqual(
        report.checks.filter(({ ok }) => ok === false).map(({ id }) => id),
        ['beacon-signature'],
    );
    parse({ hash: quicknet.hash });
    for (const change of [
        { schemeID: 'pedersen-bls-chained' },
        { period: 0 },
        { period: 366 * 86_400 + 1 },
        { period: 3.5 },
        { genesis_time: -1 },
        { hash: 'ab' },
        { public_key: 'ab' },
        { public_key: undefined },
        { hash: quicknet.hash, period: 30 },
        { hash: quicknet.hash, genesis_time: 0 },
        { hash: quicknet.hash, public_key: toHex(otherKey.publicKey) },
    ]) {
        assert.throws(() => parse(change), Unreadable, JSON.stringify(change));
    }
});
