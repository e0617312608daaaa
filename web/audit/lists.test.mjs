// Trees, lists and ranks against the words of their definitions, also where a list is out of order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, concat, equal, toHex, utf8 } from './bytes.mjs';
import { hash } from './crypto.mjs';
import { ticketOf } from './draw.mjs';
import { Unreadable } from './grammar.mjs';
import { parseDisqualified, parseTags } from './lists.mjs';
import { MerkleTree, hashLeaf, isIncluded } from './merkle.mjs';
import { naivePath, naiveRoot } from './testing/naive_tree.mjs';
import { areFirstRanks } from './winners.mjs';

const tag = (i) => hash(utf8(`tag ${i}`)).slice(0, 16);
const tagsUpTo = (count) => Array.from({ length: count }, (_, i) => tag(i));
const listOf = (tags) => parseTags(utf8(tags.map((it) => `${toHex(it)}\n`).join('')), 'list.txt');
const seed = hash(utf8('seed'));

test('roots and paths are those of RFC 6962, for every size up to 40', () => {
    for (let size = 0; size <= 40; ++size) {
        const leaves = tagsUpTo(size);
        const tree = new MerkleTree();
        for (const leaf of leaves) tree.add(leaf);
        const root = naiveRoot(leaves);
        assert.deepEqual(tree.root(), root);
        for (let index = 0; index < size; ++index) {
            const proof = {
                leafHash: hashLeaf(leaves[index]),
                index,
                size,
                path: naivePath(index, leaves),
                root,
            };
            assert.ok(isIncluded(proof));
            for (let other = 0; other <= size; ++other)
                assert.equal(isIncluded({ ...proof, index: other }), other === index);
        }
    }
});

/** The definition: all of them sorted by (ticket, tag). */
const naiveRanks = (tags) =>
    [...tags].sort((a, b) => compare(concat(ticketOf(seed, a), a), concat(ticketOf(seed, b), b)));
const first = (entries, winners) =>
    areFirstRanks({ entries: listOf(entries), winners: listOf(winners), seed, progress: () => {} });

test('winners are the first ranks, of any list in any order', () => {
    const inOrder = tagsUpTo(50).sort(compare);
    const lists = [inOrder, tagsUpTo(50), [...inOrder, ...inOrder], [...tagsUpTo(10), tag(3), tag(3)], []];
    for (const entries of lists) {
        const ranks = naiveRanks(entries);
        for (let k = 0; k <= entries.length; ++k) {
            const winners = ranks.slice(0, k);
            assert.ok(first(entries, winners));
            const passedOver = [...winners.slice(0, -1), ...ranks.slice(k, k + 1)];
            const same = k === 0 || k === ranks.length || equal(ranks[k - 1], ranks[k]);
            assert.equal(first(entries, passedOver), same || passedOver.length !== k);
        }
        assert.ok(!first(entries, [...ranks, tag(99)]));
    }
});

test('winners in another order, or who did not enter, are not the first ranks', () => {
    const entries = tagsUpTo(50).sort(compare);
    const ranks = naiveRanks(entries);
    assert.ok(!first(entries, [ranks[1], ranks[0]]));
    assert.ok(!first(entries, [ranks[0], ranks[0]]));
    assert.ok(!first(entries, ranks.slice(1, 4)));
    assert.ok(
        !first(
            entries.filter((it) => it !== ranks[2]),
            ranks.slice(0, 5),
        ),
    );
});

test('a list knows its order, and finds a tag in any', () => {
    for (const tags of [tagsUpTo(30), tagsUpTo(30).sort(compare), []]) {
        const list = listOf(tags);
        assert.equal(
            list.ascends,
            tags.every((it, i) => i === 0 || compare(tags[i - 1], it) < 0),
        );
        for (let i = 0; i < 60; ++i) assert.equal(list.has(tag(i)), i < tags.length);
    }
    assert.ok(!listOf([tag(1), tag(1)]).ascends);
});

test('lists outside the grammar are unreadable, and the line is named', () => {
    const line = `${toHex(tag(1))}\n`;
    const bad = [
        line.slice(0, -1),
        `${line}\n`,
        line.toUpperCase(),
        line.replace('\n', '\r\n'),
        `${line} `,
        `${line}00\n`,
        '\n',
    ];
    for (const text of bad) assert.throws(() => parseTags(utf8(text), 'entries.txt'), Unreadable, text);
    assert.throws(() => parseTags(utf8(`${line}${line}x`), 'entries.txt'), /^Error: entries\.txt, line 3: /);
    assert.throws(
        () => parseTags(Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8(line)), 'entries.txt'),
        Unreadable,
    );

    const reasoned = line.replace('\n', ' blocked_by_hand\n');
    assert.equal(parseDisqualified(utf8(reasoned + reasoned), 'disqualified.txt').tags.count, 2);
    const worse = [
        line,
        reasoned.slice(0, -1),
        reasoned.replace(' ', '  '),
        reasoned.replace('_', '-'),
        reasoned.replace(/ .*/, ' '),
    ];
    for (const text of worse)
        assert.throws(() => parseDisqualified(utf8(text), 'disqualified.txt'), Unreadable, text);
});
