// Makes evidence with proofs and cosignatures, good ones and some that are bent in every way, for the tests
// that hold auditors against each other.
// usage: node tests/support/proofs_to_audit.mjs FOLDER    (evidence_to_audit.mjs says what comes out)
import { misleadingProofs, ungrammaticalProofs } from '../../web/audit/testing/bent.mjs';
import { Chain } from '../../web/audit/testing/chain.mjs';
import { checkpointText, proofText } from '../../web/audit/testing/log.mjs';
import { Witness } from '../../web/audit/testing/operator.mjs';
import { drawnRound, enterMs, makeTexts, opensMs } from '../../web/audit/testing/round.mjs';
import {
    asked,
    askedBoth,
    auditRound,
    namesake,
    operator,
    other,
    stranger,
    witness,
    write,
} from './evidence_to_audit.mjs';

const texts = makeTexts();
const earlier = makeTexts({ round: 'earlier' });
const leaves = [earlier.announcement, earlier.close, texts.announcement, earlier.draw];
const openS = opensMs / 1000;
const note = operator.note(checkpointText(operator.name, leaves));
const cosigned = (...cosigners) =>
    note + cosigners.map(([who, ...when]) => who.cosignature(note, ...when)).join('');
const withProof = (proof, options, files = drawnRound(texts, operator)) =>
    auditRound({ ...files, 'announcement.proof': proof }, options);
const good = proofText(leaves, 2, cosigned([witness, openS - 60]));

// Proofs and cosignatures as they should be, too late, missing, or by others.
for (const options of [[], asked, askedBoth]) {
    auditRound(drawnRound(texts, operator), options);
    for (const cosigners of [
        [],
        [[witness, openS - 1]],
        [[witness, openS]],
        [
            [witness, openS + 1],
            [witness, openS - 1],
        ],
        [
            [witness, openS + 1],
            [other, openS - 1],
        ],
        [[other, openS - 1]],
        [[other, openS + 1, openS - 1]],
        [
            [witness, openS - 1],
            [witness, openS - 2, openS - 1],
        ],
        [[witness, openS + 1, openS - 1]],
        [[new Witness(witness.name, 5), openS - 1]],
    ]) {
        withProof(proofText(leaves, 2, cosigned(...cosigners)), options);
    }
}
for (const signer of [namesake, stranger]) {
    const by = signer.note(checkpointText(operator.name, leaves));
    withProof(proofText(leaves, 2, by + witness.cosignature(by, openS - 1)));
    withProof(proofText(leaves, 2, by));
    withProof(
        proofText(leaves, 2, cosigned([witness, openS - 1]) + signer.line(signer.sign(new Uint8Array()))),
    );
}
const foreign = operator.note(checkpointText(stranger.name, leaves));
withProof(proofText(leaves, 2, foreign + witness.cosignature(foreign, openS - 1)));
withProof(
    proofText(leaves, 2, cosigned([witness, openS - 1]) + operator.line(operator.sign(new Uint8Array()))),
);
withProof(proofText(leaves, 2, cosigned([witness, openS - 1]) + witness.line(new Uint8Array(71))));
withProof(proofText(leaves, 1, cosigned([witness, openS - 1])));
const extended = operator.note(`${checkpointText(operator.name, leaves)}further\n`);
withProof(proofText(leaves, 2, extended + witness.cosignature(extended, openS - 1)));

for (const proof of ungrammaticalProofs(good, leaves.length)) withProof(proof);
for (const proof of misleadingProofs(good)) withProof(proof);
withProof(good.replace('index', 'extra AAEC\nindex'));
withProof(good.replace('index 2', 'index 4'));
withProof(good.replace('\n4\n', '\n5\n'));
const voided = { ...drawnRound(texts, operator), 'void.txt': operator.note(texts.voidOfClosed) };
delete voided['draw.txt'];
delete voided['winners.txt'];
withProof(good, asked, voided);
withProof('no proof\n', asked, voided);
withProof(good, asked, { ...drawnRound(texts, operator), 'close.proof': 'no proof\n' });
const open = makeTexts({ reserve: false });
for (const at of [enterMs / 1000 - 1, enterMs / 1000]) {
    const first = operator.note(checkpointText(operator.name, [open.announcement]));
    const proof = proofText([open.announcement], 0, first + witness.cosignature(first, at));
    withProof(proof, asked, drawnRound(open, operator));
}

// With a beacon the close must have been seen, too.
const chain = new Chain((enterMs + 60_000) / 1000 + 60 - 3 * 99);
const beacon = chain.output(100);
const known = ['--drand-chain', write('chain.json', chain.description)];
const drawnByBeacon = makeTexts({ beacon });
const both = [drawnByBeacon.announcement, drawnByBeacon.close];
const head = operator.note(checkpointText(operator.name, both));
const seen = (index, unixS) => proofText(both, index, head + witness.cosignature(head, unixS));
const dueS = beacon.dueMs / 1000;
for (const proofs of [
    { 'announcement.proof': seen(0, openS - 1), 'close.proof': seen(1, dueS - 1) },
    { 'announcement.proof': seen(0, openS - 1), 'close.proof': seen(1, dueS) },
    { 'announcement.proof': seen(0, openS - 1), 'close.proof': seen(0, dueS - 1) },
    { 'announcement.proof': seen(0, openS), 'close.proof': seen(1, dueS - 1) },
    { 'announcement.proof': seen(0, openS - 1), 'close.proof': proofText(both, 1, head) },
    { 'announcement.proof': seen(0, openS), 'close.proof': proofText(both, 1, head) },
    { 'announcement.proof': proofText(both, 0, head), 'close.proof': seen(1, dueS) },
    { 'announcement.proof': seen(0, openS - 1) },
    { 'announcement.proof': seen(0, openS) },
    { 'close.proof': seen(1, dueS - 1) },
    { 'close.proof': seen(1, dueS) },
    {},
]) {
    for (const options of [[...known, ...asked], asked, known]) {
        auditRound({ ...drawnRound(drawnByBeacon, operator), ...proofs }, options);
    }
}
