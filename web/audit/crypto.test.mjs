// Signatures that are nearly right: a beacon that could be written in two ways would be two beacons.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { concat, fromHex, toBase64, toHex, utf8 } from './bytes.mjs';
import { verifiesDrand, verifiesEd25519 } from './crypto.mjs';
import { quicknet } from './drand.mjs';
import { keyId, operatorKeyType, parseVerifierKeyFile, parseWitnessFile, witnessKeyType } from './note.mjs';
import { Chain } from './testing/chain.mjs';
import { Operator } from './testing/operator.mjs';

const chain = new Chain(0);
const { publicKey } = chain.info;
const fieldOrder = bls12_381.fields.Fp.ORDER;
const number = (bytes) => BigInt(`0x${toHex(bytes)}`);
const pointBytes = (value) => fromHex(value.toString(16).padStart(96, '0'), 48);

test("quicknet's round 1000 verifies, and nothing that differs from it", () => {
    const signature = fromHex(
        'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
        48,
    );
    assert.ok(verifiesDrand(signature, 1000, quicknet.publicKey));
    assert.ok(!verifiesDrand(signature, 1001, quicknet.publicKey));
    assert.ok(!verifiesDrand(signature, 1000, publicKey));
    for (const i of [0, 1, 47]) {
        assert.ok(
            !verifiesDrand(
                signature.map((byte, at) => (at === i ? byte ^ 1 : byte)),
                1000,
                quicknet.publicKey,
            ),
        );
    }
});

test('a point written in another way is no signature', () => {
    let found = false;
    for (let round = 1; round < 40 && !found; ++round) {
        const signature = chain.signature(round);
        const flags = number(signature) & (7n << 381n);
        const x = number(signature) - flags;
        if (x + fieldOrder >= 1n << 381n) continue;
        found = true;
        const beyond = pointBytes(x + fieldOrder + flags);
        const scheme = bls12_381.shortSignatures;
        assert.ok(
            scheme.Signature.fromBytes(beyond).equals(scheme.Signature.fromBytes(signature)),
            'the same point',
        );
        assert.ok(verifiesDrand(signature, round, publicKey));
        assert.ok(!verifiesDrand(beyond, round, publicKey));
    }
    assert.ok(found);
});

test('a point outside the subgroup is no signature', () => {
    const { Point } = bls12_381.G1;
    const { Fp, Fr } = bls12_381.fields;
    // A point of the curve, times the subgroup's order, is left with its other part alone.
    let x = 1n;
    let y;
    for (; y === undefined; ++x) {
        try {
            y = Fp.sqrt(Fp.add(Fp.pow(x, 3n), 4n));
            break;
        } catch {
            y = undefined;
        }
    }
    const torsion = Point.fromAffine({ x, y })
        .multiplyUnsafe(Fr.ORDER - 1n)
        .add(Point.fromAffine({ x, y }));
    assert.ok(!torsion.is0());
    const shifted = bls12_381.shortSignatures.Signature.fromBytes(chain.signature(5)).add(torsion);
    const { x: shiftedX, y: shiftedY } = shifted.toAffine();
    const sign = shiftedY * 2n >= fieldOrder ? 1n << 381n : 0n;
    assert.ok(!verifiesDrand(pointBytes(shiftedX + (1n << 383n) + sign), 5, publicKey));
});

test('the point at infinity is no signature and no key', () => {
    const infinity = (size) => Uint8Array.from({ length: size }, (_, i) => (i === 0 ? 0xc0 : 0));
    assert.ok(!verifiesDrand(infinity(48), 5, publicKey));
    assert.ok(!verifiesDrand(infinity(48), 5, infinity(96)));
    assert.ok(!verifiesDrand(chain.signature(5), 5, infinity(96)));
});

test('Ed25519 takes one encoding of a signature', () => {
    const operator = new Operator();
    const message = utf8('a text\n');
    const signature = operator.sign(message);
    assert.ok(verifiesEd25519(signature, message, operator.publicKey));
    assert.ok(!verifiesEd25519(signature, utf8('another\n'), operator.publicKey));
    assert.ok(!verifiesEd25519(signature.slice(1), message, operator.publicKey));
    assert.ok(!verifiesEd25519(concat(signature, Uint8Array.of(0)), message, operator.publicKey));
    assert.ok(!verifiesEd25519(signature, message, new Uint8Array(32).fill(255)));
    // S plus the group's order.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const scalar = number(signature.slice(32).reverse()) + order;
    const larger = fromHex(scalar.toString(16).padStart(64, '0'), 32).reverse();
    assert.ok(!verifiesEd25519(concat(signature.slice(0, 32), larger), message, operator.publicKey));
});

const vectors = new URL('../../tests/vectors/ed25519.json', import.meta.url);
const crafted = JSON.parse(readFileSync(vectors, 'utf8'));
const bytesIn = (hex) => fromHex(hex, hex.length / 2);

test('every signature of the vectors verifies, or does not, as they say', () => {
    assert.ok(crafted.length > 50);
    for (const { name, public_key: key, message, signature, verifies } of crafted)
        assert.equal(verifiesEd25519(bytesIn(signature), bytesIn(message), bytesIn(key)), verifies, name);
});

test("neither an operator's nor a witness's key may be of small order", () => {
    for (const { name, public_key: hex, key: wanted } of crafted) {
        const fileOf = (type) => {
            const key = bytesIn(hex);
            const material = toBase64(concat(Uint8Array.of(type), key));
            return utf8(`name.example+${toHex(keyId('name.example', type, key))}+${material}\n`);
        };
        for (const read of [
            () => parseVerifierKeyFile(fileOf(operatorKeyType), 'o'),
            () => parseWitnessFile(fileOf(witnessKeyType), 'w'),
        ]) {
            if (wanted === 'taken') assert.ok(read(), name);
            else assert.throws(read, /small order/, name);
        }
    }
});
