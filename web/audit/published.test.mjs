// Check `published`: proofs and cosignatures that say in time, too late, or nothing at all, that a text was
// seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit } from './audit.mjs';
import { misleadingProofs, ungrammaticalProofs } from './testing/bent.mjs';
import { Chain } from './testing/chain.mjs';
import { checkpointText, proofText } from './testing/log.mjs';
import { Operator, Witness } from './testing/operator.mjs';
import { closedMs, drawnRound, enterMs, makeTexts, opensMs, sourceOf } from './testing/round.mjs';

const operator = new Operator();
const witness = new Witness();
const other = new Witness('other.example', 9);
const texts = makeTexts();
const earlier = makeTexts({ round: 'earlier' });
const leaves = [earlier.announcement, earlier.close, texts.announcement, earlier.draw, earlier.voidOfOpen];
const ours = 2;
const openS = opensMs / 1000;

/** A signed checkpoint of the log, cosigned. */
const cosigned = (cosigners, { text = checkpointText(operator.name, leaves), by = operator } = {}) => {
    const note = by.note(text);
    return note + cosigners.map(([who, unixS]) => who.cosignature(note, unixS)).join('');
};

const proof = (checkpoint, index = ours, of = leaves) => proofText(of, index, checkpoint);
const good = proof(cosigned([[witness, openS - 60]]));

const reportWith = (proofText, { witnesses = [witness], round = texts } = {}) => {
    const files = drawnRound(round, operator);
    if (proofText !== null) files['announcement.proof'] = proofText;
    return audit(sourceOf(files), { witnesses: witnesses.map(({ key }) => key) });
};
const published = async (proofText, setting) => {
    const { checks, message } = await reportWith(proofText, setting);
    assert.equal(message, null);
    // Nothing else depends on proofs and witnesses.
    assert.ok(checks.every(({ id, ok }) => ok === true || id === 'published'));
    return checks.find(({ id }) => id === 'published').ok;
};

test('a witness saw the announcement before reservations opened', async () => {
    assert.equal(await published(good), true);
    assert.equal(await published(proof(cosigned([[witness, openS - 1]]))), true);
    assert.equal(await published(good, { witnesses: [other, witness] }), true);
    assert.equal(await published(good.replace('\nindex', '\nextra AAEC\nindex')), true);
});

test('`published` stands after `winners` and before `receipt`, and only where there is a draw', async () => {
    assert.equal((await reportWith(good)).checks.at(-1).id, 'published');
    const { 'draw.txt': draw, 'winners.txt': winners, ...files } = drawnRound(texts, operator);
    const voided = { ...files, 'void.txt': operator.note(texts.voidOfClosed), 'announcement.proof': good };
    const report = await audit(sourceOf(voided), { witnesses: [witness.key] });
    assert.equal(report.verdict, 'pass');
    assert.ok(report.checks.every(({ id }) => id !== 'published'));
});

test('nothing is known without a proof, without a witness, or without its cosignature', async () => {
    assert.equal(await published(null), null);
    assert.equal(await published(good, { witnesses: [] }), null);
    assert.equal(await published(good, { witnesses: [other] }), null);
    assert.equal(await published(proof(cosigned([]))), null);
    // A line with the witness's name, but another key id, is somebody else's.
    const namesake = new Witness(witness.name, 5);
    assert.equal(await published(proof(cosigned([[namesake, openS - 60]]))), null);
});

test('a cosignature that is not early enough is none in time', async () => {
    assert.equal(await published(proof(cosigned([[witness, openS]]))), false);
    assert.equal(await published(proof(cosigned([[witness, openS + 60]]))), false);
    const both = proof(
        cosigned([
            [witness, openS + 60],
            [other, openS - 60],
        ]),
    );
    assert.equal(await published(both), false);
    assert.equal(await published(both, { witnesses: [witness, other] }), true);
    assert.equal(
        await published(
            proof(
                cosigned([
                    [witness, openS + 60],
                    [witness, openS - 60],
                ]),
            ),
        ),
        true,
    );
});

test('where nobody needs to reserve, it is before entries opened', async () => {
    const round = makeTexts({ reserve: false });
    const of = [round.announcement];
    const text = checkpointText(operator.name, of);
    const at = (unixS) => published(proof(cosigned([[witness, unixS]], { text }), 0, of), { round });
    assert.equal(await at(enterMs / 1000 - 1), true);
    assert.equal(await at(enterMs / 1000), false);
});

test('a proof of another text, another place or another tree proves nothing', async () => {
    const checkpoint = cosigned([[witness, openS - 60]]);
    assert.equal(await published(proof(checkpoint, 1)), false);
    for (const proofText of misleadingProofs(good)) assert.equal(await published(proofText), false);
    const text = checkpointText(operator.name, leaves.slice(0, 4));
    assert.equal(await published(proof(cosigned([[witness, openS - 60]], { text }))), false);
    const smaller = checkpointText(operator.name, leaves).replace('\n5\n', '\n2\n');
    assert.equal(await published(proof(cosigned([[witness, openS - 60]], { text: smaller }))), false);
});

test("a checkpoint that is not the operator's proves nothing", async () => {
    const stranger = new Operator('stranger.example', 4);
    const cosigners = [[witness, openS - 60]];
    assert.equal(await published(proof(cosigned(cosigners, { by: stranger }))), false);
    assert.equal(await published(proof(cosigned(cosigners, { by: new Operator(operator.name, 4) }))), false);
    const text = checkpointText('stranger.example', leaves);
    assert.equal(await published(proof(cosigned(cosigners, { text }))), false);
    const [head, ...signatures] = cosigned(cosigners).split('\n\n');
    const swapped = `${head}\n\n${operator.line(operator.sign(new Uint8Array(1)))}${signatures}`;
    assert.equal(await published(proof(swapped)), false);
});

test('a cosignature that claims to be by a given witness must be, whatever others say', async () => {
    const note = operator.note(checkpointText(operator.name, leaves));
    const right = witness.cosignature(note, openS - 60);
    const ofAnother = witness.cosignature(
        operator.note(checkpointText(operator.name, leaves.slice(1))),
        openS - 60,
    );
    assert.equal(await published(proof(note + ofAnother)), false);
    assert.equal(await published(proof(note + right + ofAnother)), false);
    assert.equal(await published(proof(note + right + witness.line(new Uint8Array(71)))), false);
    assert.equal(await published(proof(note + right + witness.line(new Uint8Array(72)))), false);
    // A good signature, but under a time of somebody's choosing.
    assert.equal(await published(proof(note + witness.cosignature(note, openS + 60, openS - 60))), false);
});

test('a proof outside the grammar is unreadable, needed or not', async () => {
    for (const proofText of ungrammaticalProofs(good, leaves.length)) {
        assert.equal((await reportWith(proofText)).verdict, 'unreadable', proofText);
        assert.equal((await reportWith(proofText, { witnesses: [] })).verdict, 'unreadable', proofText);
    }
    assert.match(
        (await reportWith(good.replace('index 2', 'index 02'))).message,
        /^announcement\.proof, line 2: /,
    );
    assert.match(
        (await reportWith(good.replace('\n5\n', '\n05\n'))).message,
        /^announcement\.proof, line 8: /,
    );
});

const dueRound = 100;
/** A chain of which round 100 is due so long after entries ended. */
const chain = new Chain((enterMs + 60_000) / 1000 + 60 - 3 * (dueRound - 1));
const beacon = chain.output(dueRound);
const dueS = beacon.dueMs / 1000;

test('with a beacon the close must have been seen before the beacon was due, too', async () => {
    assert.ok(closedMs < beacon.dueMs);
    const round = makeTexts({ beacon });
    const of = [round.announcement, round.close];
    const text = checkpointText(operator.name, of);
    const at = (index, unixS) => proof(cosigned([[witness, unixS]], { text }), index, of);
    const judged = async (closeProof, chains = [chain.info], announcementProof = at(0, openS - 1)) => {
        const files = { ...drawnRound(round, operator), 'announcement.proof': announcementProof };
        if (closeProof !== null) files['close.proof'] = closeProof;
        const { checks } = await audit(sourceOf(files), { witnesses: [witness.key], chains });
        return Object.fromEntries(checks.map(({ id, ok }) => [id, ok]));
    };
    const early = await judged(at(1, dueS - 1));
    assert.ok(Object.values(early).every((ok) => ok === true));
    assert.equal(early.published, true);
    assert.equal((await judged(at(1, dueS))).published, false);
    assert.equal((await judged(at(0, dueS - 1))).published, false);
    assert.equal((await judged(null)).published, null);
    assert.equal((await judged(at(1, dueS - 1), [])).published, null);
    assert.equal((await judged(at(1, dueS - 1), [])).beacon, false);
    assert.equal((await judged(at(1, dueS - 1), [chain.info], at(0, openS))).published, false);
});
