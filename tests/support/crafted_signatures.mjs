// Makes tests/vectors/ed25519.json: keys and signatures on which implementations of Ed25519 are known to
// disagree (Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs", 2020).
// usage: node tests/support/crafted_signatures.mjs >tests/vectors/ed25519.json
// `verifies`: whether [S]B - [k]A is R as it is written, and S below the group's order. `key`: whether a
// verifier key may hold it, or what keeps it from being one.
import { fromHex, toHex, utf8 } from '../../web/audit/bytes.mjs';
import {
    Crafter,
    basePoint,
    challenge,
    groupOrder,
    scalarOf,
    signatureOf,
    smallOrderEncodings,
} from '../../web/audit/testing/crafted.mjs';

const cases = [];
const add = (name, publicKey, message, signature, verifies, key = 'taken') =>
    cases.push({
        name,
        public_key: toHex(publicKey),
        message: toHex(message),
        signature: toHex(signature),
        verifies,
        key,
    });

/** The first message for which something holds. */
const messageWhere = (holds) => {
    for (let i = 0; ; ++i) {
        const message = utf8(`message ${i}\n`);
        if (holds(message)) return message;
    }
};
const R_of = (signature) => signature.slice(0, 32);
const challengeOf = (signature, { publicKey }, message) => challenge(R_of(signature), publicKey, message);

const honest = new Crafter(4711n);
const message = utf8('a text\n');
const good = honest.sign(message);
const [R, S] = [R_of(good), scalarOf(good)];
add('honest', honest.publicKey, message, good, true);
add('another message', honest.publicKey, utf8('another\n'), good, false);
add('S plus the order of the group', honest.publicKey, message, signatureOf(R, S + groupOrder), false);
add('S with its highest bit set', honest.publicKey, message, signatureOf(R, S + (1n << 255n)), false);
add('S is the order of the group', honest.publicKey, message, signatureOf(R, groupOrder), false);
add('S is 0', honest.publicKey, message, signatureOf(R, 0n), false);
for (let added = 1; added < 8; ++added)
    add(`${added} of small order in R`, honest.publicKey, message, honest.sign(message, added), false);

// R is the neutral element, in its three encodings.
const neutral = (hex) => () => /** @type {Uint8Array} */ (fromHex(hex, 32));
const one = `01${'00'.repeat(31)}`;
for (const [name, hex, verifies] of [
    ['R is neutral', one, true],
    ['R is neutral, x = 0 called odd', `${one.slice(0, 62)}80`, false],
    ['R is neutral, y + p', `ee${'ff'.repeat(30)}7f`, false],
    ['R is neutral, y + p, x = 0 called odd', `ee${'ff'.repeat(31)}`, false],
]) {
    add(name, honest.publicKey, message, honest.sign(message, 0, 0n, neutral(hex)), verifies);
}
// Points of small order in both cancel out for some messages.
const mixed = new Crafter(4711n, 1);
for (let added = 0; added < 8; ++added) {
    for (const verifies of [true, false]) {
        const makesUp = (text) =>
            (challengeOf(mixed.sign(text, added), mixed, text) + BigInt(added)) % 8n === 0n;
        const text = messageWhere((candidate) => makesUp(candidate) === verifies);
        const name = `small order in the key, ${added} in R, ${verifies ? '' : 'not '}made up for`;
        add(name, mixed.publicKey, text, mixed.sign(text, added), verifies);
    }
}

// With a key of small order S = 1 and R = B verify for one message in eight, or more.
for (const publicKey of smallOrderEncodings) {
    const signature = signatureOf(basePoint, 1n);
    const text = messageWhere((candidate) => challenge(basePoint, publicKey, candidate) % 8n === 0n);
    add('key of small order', publicKey, text, signature, true, 'small order');
}
const ofOrder8 = smallOrderEncodings[4];
const odd = messageWhere((candidate) => challenge(basePoint, ofOrder8, candidate) % 8n !== 0n);
add('key of small order, challenge not', ofOrder8, odd, signatureOf(basePoint, 1n), false, 'small order');

// Nobody knows the secret of these.
for (const [name, hex] of [
    ['key with y = p + 3', `f0${'ff'.repeat(30)}7f`],
    ['key with y = p + 4', `f1${'ff'.repeat(30)}7f`],
    ['key with y = 2^255 - 1', `${'ff'.repeat(31)}7f`],
    ['key that is no point', `02${'00'.repeat(31)}`],
]) {
    add(name, /** @type {Uint8Array} */ (fromHex(hex, 32)), message, good, false);
}
add('63 bytes', honest.publicKey, message, good.slice(0, 63), false);
add('65 bytes', honest.publicKey, message, Uint8Array.of(...good, 0), false);

console.log(`[\n${cases.map((it) => `  ${JSON.stringify(it)}`).join(',\n')}\n]`);
