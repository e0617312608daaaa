// The protocol's vectors, which an implementation that shares no code with this one wrote: known answers,
// and every bundle and receipt.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { audit } from './audit.mjs';
import { compare, fromHex, toHex, utf8 } from './bytes.mjs';
import { commitment, quotaOf, ticketOf } from './draw.mjs';
import { folderSource } from './folder_source.mjs';
import { Unreadable } from './grammar.mjs';
import { MerkleTree, hashLeaf, isIncluded } from './merkle.mjs';
import { parseReceipt } from './receipt.mjs';
import { saltOf, tagOf } from './testing/entrants.mjs';
import { parseAnnouncement } from './texts.mjs';

const vectors = fileURLToPath(new URL('../../tests/vectors/', import.meta.url));
const bundles = `${vectors}bundles/`;
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const units = readJson(`${vectors}units.json`);

const bytes = (hex) => fromHex(hex, hex.length / 2);

test('known answers: tags, salts and commitments', () => {
    for (const { tag_key, round, user, tag } of units.tag)
        assert.equal(toHex(tagOf(bytes(tag_key), round, user)), tag);
    for (const { tag_key, tag, salt } of units.salt)
        assert.equal(toHex(saltOf(bytes(tag_key), bytes(tag))), salt);
    for (const { kind, origin, round, to, commitment: wanted } of units.commitment) {
        assert.equal(toHex(commitment(kind, origin, round, bytes(to))), wanted);
    }
});

test('known answers: tickets, and the order they give', () => {
    for (const { seed, tag, ticket } of units.ticket)
        assert.equal(toHex(ticketOf(bytes(seed), bytes(tag))), ticket);
    for (const { seed, tags, by_rank } of units.order) {
        const ranked = tags
            .map(bytes)
            .sort((a, b) => compare(ticketOf(bytes(seed), a), ticketOf(bytes(seed), b)));
        assert.deepEqual(ranked.map(toHex), by_rank);
    }
});

test('known answers: quotas', () => {
    const announcement = readFileSync(`${bundles}seven/announcement.txt`, 'utf8').split('\n\n')[0];
    const ruleOf = (rule) =>
        parseAnnouncement(`${announcement.replace(/quota .*/, `quota ${rule}`)}\n`, 'units.json').quota;
    for (const { rule, entries, seed, winners } of units.quota) {
        assert.equal(quotaOf(ruleOf(rule), entries, bytes(seed)), winners, `${rule} of ${entries}`);
    }
});

test('known answers: Merkle roots and inclusion proofs', () => {
    for (const { leaves, root } of units.merkle) {
        const tree = new MerkleTree();
        for (const leaf of leaves) tree.add(bytes(leaf));
        assert.equal(toHex(tree.root()), root);
    }
    for (const { leaves, index, path, root } of units.inclusion) {
        const leafHash = hashLeaf(bytes(leaves[index]));
        const proof = { leafHash, index, size: leaves.length, path: path.map(bytes), root: bytes(root) };
        assert.ok(isIncluded(proof));
        assert.ok(!isIncluded({ ...proof, path: [...proof.path, bytes(root)] }));
        assert.ok(!isIncluded({ ...proof, index: leaves.length }));
        if (leaves.length > 1) {
            assert.ok(!isIncluded({ ...proof, path: proof.path.slice(1) }));
            assert.ok(!isIncluded({ ...proof, index: (index + 1) % leaves.length }));
        }
    }
});

const failing = ({ checks }) => checks.filter(({ ok }) => ok === false).map(({ id }) => id);

test('every bundle gets its verdict, and fails exactly the checks it should', async () => {
    const expected = Object.entries(readJson(`${bundles}expected.json`));
    assert.ok(expected.length > 100);
    for (const [name, wanted] of expected) {
        const report = await audit(await folderSource(bundles + name));
        assert.deepEqual({ verdict: report.verdict, failing: failing(report) }, wanted, name);
        assert.equal(report.message !== null, wanted.verdict === 'unreadable', name);
        assert.equal(report.checks.length === 0, wanted.verdict === 'unreadable', name);
    }
});

test('every receipt is judged as the vectors say', async () => {
    const expected = Object.entries(readJson(`${bundles}receipts/expected.json`));
    assert.ok(expected.length > 20);
    for (const [name, wanted] of expected) {
        const judge = () => parseReceipt(readFileSync(`${bundles}receipts/${name}.json`), name);
        if (wanted.verdict === 'unreadable') {
            assert.throws(judge, Unreadable, name);
            continue;
        }
        const report = await audit(await folderSource(bundles + wanted.bundle), { receipt: judge() });
        assert.equal(report.verdict, wanted.verdict, name);
        assert.deepEqual(report.checks.at(-1).id, 'receipt');
        assert.equal(report.checks.at(-1).ok, wanted.receipt, name);
    }
});

test('an unreadable text names its file and line', async () => {
    const message = async (name) => (await audit(await folderSource(bundles + name))).message;
    assert.match(await message('unreadable/leading-zero'), /^close\.txt, line 6: /);
    assert.match(await message('unreadable/entries-blank-line'), /^entries\.txt, line \d+: /);
    assert.match(await message('unreadable/file-missing'), /^\w+\.txt: missing$/);
});

test('an empty folder, and a source that has trouble, are unreadable', async () => {
    const empty = { read: () => null };
    const troubled = {
        read() {
            throw new Error('the cable is cut');
        },
    };
    assert.equal((await audit(empty)).message, 'announcement.txt: missing');
    assert.equal((await audit(troubled)).message, 'announcement.txt: the cable is cut');
    const endless = { read: (_, largest) => utf8('a'.repeat(largest + 1)) };
    assert.equal((await audit(endless)).verdict, 'unreadable');
});
