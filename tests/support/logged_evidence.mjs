// Makes evidence with proofs and cosignatures, and logs, good ones and some that are bent in every way, for
// the tests that hold auditors against each other.
// usage: node tests/support/logged_evidence.mjs FOLDER
// Writes a folder for each round (rounds/NAME) and each log (logs/NAME: checkpoint, leaves.json), and prints
// a line for each audit: {"round": NAME} or {"log": NAME}, and "arguments", a list. What stands beside them:
// operator.vkey, two witnesses.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../web/audit/bytes.mjs';
import { Chain } from '../../web/audit/testing/chain.mjs';
import { checkpointText, proofText } from '../../web/audit/testing/log.mjs';
import { Operator, Witness } from '../../web/audit/testing/operator.mjs';
import { drawnRound, enterMs, makeTexts, opensMs } from '../../web/audit/testing/round.mjs';

const folder = process.argv[2];
const write = (path, content) => {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
    return file;
};

const operator = new Operator();
const namesake = new Operator(operator.name, 4);
const stranger = new Operator('stranger.example', 4);
const witness = new Witness();
const other = new Witness('other.example', 9);
const vkey = ['--vkey', write('operator.vkey', operator.vkey)];
const asked = ['--witness', write('witness', witness.vkey)];
const askedBoth = [...asked, '--witness', write('other', `${other.vkey}https://other.example/w\n`)];

let rounds = 0;
const round = (files, options = asked) => {
    const name = `${rounds++}`;
    for (const [file, content] of Object.entries(files)) write(join('rounds', name, file), content);
    console.log(JSON.stringify({ round: name, arguments: options }));
};

const texts = makeTexts();
const earlier = makeTexts({ round: 'earlier' });
const leaves = [earlier.announcement, earlier.close, texts.announcement, earlier.draw];
const openS = opensMs / 1000;
const note = operator.note(checkpointText(operator.name, leaves));
const cosigned = (...cosigners) =>
    note + cosigners.map(([who, ...when]) => who.cosignature(note, ...when)).join('');
const withProof = (proof, options, files = drawnRound(texts, operator)) =>
    round({ ...files, 'announcement.proof': proof }, options);
const good = proofText(leaves, 2, cosigned([witness, openS - 60]));

// Proofs and cosignatures as they should be, too late, missing, or by others.
for (const options of [[], asked, askedBoth]) {
    round(drawnRound(texts, operator), options);
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

// One change to a good proof each: most are outside the grammar, the others lead elsewhere.
for (const [from, to] of [
    [/$/, '\n'],
    [/\n$/, ''],
    [/\n/g, '\r\n'],
    [/^/, '\ufeff'],
    ['proof@v1', 'proof@v2'],
    ['index 2\n', ''],
    ['index 2', 'index 02'],
    ['index 2', 'index -2'],
    ['index 2', 'index 2 '],
    ['index 2', 'index 3'],
    ['index 2', 'index 4'],
    ['index 2', 'index 1099511627776'],
    ['index 2', 'index 99999999999999999999'],
    ['index', 'extra AAEC\nindex'],
    ['index', 'extra A\nindex'],
    ['index', 'extra AAEC\nextra AAEC\nindex'],
    ['index 2\n', 'index 2\nAAEC\n'],
    ['index 2\n', 'index 2\n\n'],
    [/(index 2\n)[^\n]+\n/, '$1'],
    [/(index 2\n)([^\n]+\n)/, '$1$2$2'],
    [/(index 2\n)([^\n]+\n)([^\n]+\n)/, '$1$3$2'],
    ['=\n\n', '\n\n'],
    ['\n4\n', '\n04\n'],
    ['\n4\n', '\n\n'],
    ['\n4\n', '\n4\n\n'],
    ['\n4\n', '\n5\n'],
    [/\n4\n[^\n]+/, '\n4'],
    [/\n\n[^\n]+/, '\n\n'],
    [/\n\n[\s\S]*/, '\n'],
    [/(\n\n[\s\S]*?\n\n)[\s\S]*/, '$1'],
    ['witness.example ', 'witness.example  '],
    ['witness.example ', 'witness+example '],
    ['— witness', '- witness'],
]) {
    withProof(good.replace(from, to));
}
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
const { hash, genesisS, periodS, publicKey } = chain.info;
const info = {
    hash,
    genesis_time: genesisS,
    period: periodS,
    public_key: toHex(publicKey),
    schemeID: 'bls-unchained-g1-rfc9380',
};
const known = ['--drand-chain', write('chain.json', JSON.stringify(info))];
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
        round({ ...drawnRound(drawnByBeacon, operator), ...proofs }, options);
    }
}

let logs = 0;
const log = (
    of,
    { checkpoint = operator.note(checkpointText(operator.name, of)), since, options = asked } = {},
) => {
    const name = `${logs++}`;
    write(`logs/${name}/checkpoint`, checkpoint);
    write(`logs/${name}/leaves.json`, JSON.stringify(of));
    const sinceOption = since === undefined ? [] : ['--since', write(`logs/${name}/since`, since)];
    console.log(JSON.stringify({ log: name, arguments: [...vkey, ...options, ...sinceOption] }));
};

const { announcement, close, draw, voidOfClosed, voidOfOpen } = texts;
const another = makeTexts({ entrants: 21, reserve: false });
const whole = [...leaves, close, draw];
const signedBy = (who, of, origin = operator.name) => who.note(checkpointText(origin, of));

for (const of of [
    [],
    whole,
    [announcement, close, draw],
    [announcement, close, voidOfClosed],
    [announcement, voidOfOpen],
    [announcement],
    [announcement, close],
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
    [...whole, makeTexts({ origin: stranger.name, round: 'foreign' }).announcement],
    [...whole, 'hello\n'],
    [...whole, ''],
    [...whole, draw.slice(0, -1)],
    [...whole, operator.note(draw)],
    [...whole, draw.replace('fairdraw/v1 draw', 'fairdraw/v2 draw')],
    [makeTexts({ beacon }).announcement],
]) {
    log(of);
}
for (const since of [[], whole.slice(0, 3), whole, [...whole, announcement], whole.slice(1, 4)]) {
    log(whole, { since: signedBy(operator, since) });
}
log(whole, { since: signedBy(namesake, whole.slice(0, 3)) });
log(whole, { since: signedBy(operator, whole.slice(0, 3), stranger.name) });
log(whole, { since: signedBy(operator, whole.slice(0, 3)).replace('\n3\n', '\n03\n') });
log(whole, { since: 'no checkpoint\n' });
log(whole.slice(1), { checkpoint: signedBy(operator, whole) });
log([whole[1], whole[0], ...whole.slice(2)], { checkpoint: signedBy(operator, whole) });
for (const checkpoint of [
    signedBy(namesake, whole),
    signedBy(stranger, whole),
    signedBy(stranger, whole, stranger.name),
    signedBy(operator, whole, stranger.name),
    signedBy(operator, whole) + operator.line(operator.sign(new Uint8Array())),
    signedBy(operator, whole) + namesake.line(namesake.sign(new Uint8Array())),
    signedBy(operator, whole).replace('\n6\n', '\n06\n'),
    signedBy(operator, whole).split('\n\n')[0],
]) {
    log(whole, { checkpoint });
}
const whole1 = signedBy(operator, whole);
for (const lines of [
    [witness.cosignature(whole1, 1)],
    [witness.cosignature(whole1, 1, 2)],
    [witness.cosignature(whole1, 1), witness.cosignature(whole1, 1, 2)],
    [witness.cosignature(whole1, 1), other.cosignature(whole1, 1, 2)],
    [other.cosignature(whole1, 1)],
]) {
    for (const options of [[], asked, askedBoth])
        log(whole, { checkpoint: whole1 + lines.join(''), options });
}
