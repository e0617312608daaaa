// Makes evidence and logs signed with keys and signatures that have points of small order in them, which
// implementations of Ed25519 judge differently, for the tests that hold auditors against each other.
// usage: node tests/support/crafted_to_audit.mjs FOLDER    (evidence_to_audit.mjs says what comes out)
import { be64, concat, toBase64, toHex, utf8 } from '../../web/audit/bytes.mjs';
import { keyId, operatorKeyType, witnessKeyType } from '../../web/audit/note.mjs';
import { Crafter, basePoint, signatureOf, smallOrderEncodings } from '../../web/audit/testing/crafted.mjs';
import { checkpointText, proofText } from '../../web/audit/testing/log.mjs';
import { drawnRound, makeTexts, opensMs } from '../../web/audit/testing/round.mjs';
import { auditLog, auditRound, operator, pinned, write } from './evidence_to_audit.mjs';

/** Who has a public key of a type, and signs so. */
const signer = (name, type, publicKey, sign) => {
    const id = keyId(name, type, publicKey);
    const line = (bytes) => `— ${name} ${toBase64(concat(id, bytes))}\n`;
    return {
        vkey: `${name}+${toHex(id)}+${toBase64(concat(Uint8Array.of(type), publicKey))}\n`,
        note: (text) => `${text}\n${line(sign(utf8(text)))}`,
        cosignature: (text, unixS) =>
            line(concat(be64(BigInt(unixS)), sign(utf8(`cosignature/v1\ntime ${unixS}\n${text}`)))),
    };
};

/** Keys, and how to sign with them: in key, signatures or both there is a point of small order. */
const crafted = [0, 1].flatMap((inKey) => {
    const crafter = new Crafter(4711n, inKey);
    return [0, 1, 4, 7].map((inR) => [crafter.publicKey, (text) => crafter.sign(text, inR)]);
});
// Of each order and writing; tests/vectors/ed25519.json has the others.
const ofSmallOrder = [0, 2, 3, 4, 9, 12].map((i) => smallOrderEncodings[i]).map((key) => [key, () => signatureOf(basePoint, 1n)]);

const texts = makeTexts();
const leaves = [texts.announcement, texts.close, texts.draw];
const head = checkpointText(operator.name, leaves);
const note = operator.note(head);
let keys = 0;
for (const [publicKey, sign] of [...crafted, ...ofSmallOrder]) {
    const dishonest = signer(operator.name, operatorKeyType, publicKey, sign);
    const key = ['--vkey', write(`keys/${keys++}`, dishonest.vkey)];
    auditRound(drawnRound(texts, dishonest), []);
    auditRound(drawnRound(texts, dishonest), key);
    auditLog(leaves, { checkpoint: dishonest.note(head), key, options: [] });

    const liar = signer('witness.example', witnessKeyType, publicKey, sign);
    const asked = ['--witness', write(`keys/${keys++}`, liar.vkey)];
    const proof = proofText(leaves, 0, note + liar.cosignature(head, opensMs / 1000 - 1));
    auditRound({ ...drawnRound(texts, operator), 'announcement.proof': proof }, asked);
    const cosigned = note + liar.cosignature(head, 1_800_000_000);
    auditLog(leaves, { checkpoint: cosigned, key: pinned, options: asked });
}
