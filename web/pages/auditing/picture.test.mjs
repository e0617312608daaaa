// What the pictures of a draw are made from, held against the draw itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit } from '../../audit/audit.mjs';
import { fromHex, toHex } from '../../audit/bytes.mjs';
import { ticketOf } from '../../audit/draw.mjs';
import { noProgress } from '../../audit/progress.mjs';
import { Operator } from '../../audit/testing/operator.mjs';
import { drawnRound, makeTexts, sourceOf } from '../../audit/testing/round.mjs';
import { pictureOf } from './picture.mjs';

const operator = new Operator();
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

const evidenceOf = async (files) => (await audit(sourceOf(files))).evidence;

test('every ticket is in a picture once, and the winners are those below the cutoff', async () => {
    const evidence = await evidenceOf(drawnRound(makeTexts({ entrants: 5000 }), operator));
    const [entries, winners] = [evidence.close.entries.count, evidence.draw.winners.count];
    assert.deepEqual([entries, winners], [5000, 1000]);
    const picture = pictureOf(evidence, evidence.close.entries.at(7), noProgress);
    assert.equal(picture.entries, entries);
    assert.equal(picture.odd, 0);
    for (const [all, won] of [
        [picture.bins.tickets, picture.bins.won],
        [picture.tenths.map((tenth) => tenth.entries), picture.tenths.map((tenth) => tenth.winners)],
    ]) {
        assert.equal(sum(all), entries);
        assert.equal(sum(won), winners);
    }
    assert.equal(sum(picture.tenths.map(({ tickets }) => tickets)), entries);
    assert.equal(picture.each, 3);
    assert.equal(picture.points.length, Math.ceil(entries / 3));
    for (const { ticket, won } of picture.points) assert.equal(won, ticket <= picture.cutoff);
    assert.equal(picture.own.position, 8);
    // A fair draw: about a fifth of any tenth, and the cutoff near a fifth.
    assert.ok(Math.abs(picture.cutoff - 0.2) < 0.05);
    for (const tenth of picture.tenths) assert.ok(Math.abs(tenth.winners / tenth.entries - 0.2) < 0.1);
});

test('where few win, the histogram shows the part around the cutoff, and whoever won is in it', async () => {
    const evidence = await evidenceOf(drawnRound(makeTexts({ entrants: 5000 }), operator));
    // As if the rule had been `count 5`.
    const ranked = Array.from({ length: 5000 }, (_, i) => evidence.close.entries.at(i))
        .map((tag) => ({ tag, ticket: toHex(ticketOf(evidence.draw.text.seed, tag)) }))
        .sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
        .slice(0, 5);
    const tags = new Set(ranked.map(({ tag }) => toHex(tag)));
    const few = {
        ...evidence,
        draw: {
            text: { ...evidence.draw.text, cutoff: fromHex(ranked[4].ticket, 32) },
            winners: { count: 5, has: (tag) => tags.has(toHex(tag)) },
        },
    };
    const { shown, cutoff, bins, tenths, odd } = pictureOf(few, null, noProgress);
    assert.equal(odd, 0);
    assert.ok(cutoff < 0.005 && shown >= 20 / 5000 && shown <= 0.05, `${cutoff} of ${shown}`);
    assert.equal(sum(bins.won), 5);
    assert.equal(sum(bins.tickets), sum(tenths.map(({ tickets }) => tickets)));
    assert.ok(sum(bins.tickets) > 5 && sum(bins.tickets) < 500);
    assert.equal(sum(tenths.map(({ winners }) => winners)), 5);
});

test('a list of winners that was bent looks bent', async () => {
    const texts = makeTexts({ entrants: 50 });
    const loser = texts.entries.find((tag) => !texts.winners.includes(tag));
    const bent = { ...texts, winners: [loser, ...texts.winners.slice(1)] };
    const picture = pictureOf(await evidenceOf(drawnRound(bent, operator)), null, noProgress);
    assert.equal(picture.odd, 2);
    assert.deepEqual(
        picture.points
            .filter(({ odd }) => odd)
            .map(({ won }) => won)
            .sort(),
        [false, true],
    );
    assert.equal(picture.own, null);
});

test('where nothing was drawn, or nobody entered, there is no picture', async () => {
    const nobody = await evidenceOf(drawnRound(makeTexts({ entrants: 0 }), operator));
    assert.equal(pictureOf(nobody, null, noProgress), null);
    const { announcement, voidOfOpen } = makeTexts();
    const files = {
        'operator.vkey': operator.vkey,
        'announcement.txt': operator.note(announcement),
        'void.txt': operator.note(voidOfOpen),
    };
    assert.equal(pictureOf(await evidenceOf(files), null, noProgress), null);
});
