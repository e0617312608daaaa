// For tests: Ed25519 signatures and keys that honest software never makes, with points of small order in
// them.
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, fromHex } from '../bytes.mjs';

const { Point } = ed25519;
export const groupOrder = Point.Fn.ORDER;

/** The eight points of small order; the second one, and every other, generates them all. */
export const torsion = ED25519_TORSION_SUBGROUP.map((hex) => Point.fromHex(hex));

/** All 14 encodings of those points that OpenSSL reads: y or y + p, and x = 0 with either sign. */
export const smallOrderEncodings = [
    '00',
    '01',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
].flatMap((hex) => {
    const even = /** @type {Uint8Array} */ (fromHex(hex.padEnd(64, '0'), 32));
    return [even, even.map((byte, i) => (i === 31 ? byte | 0x80 : byte))];
});

/** @param {Uint8Array} R @param {Uint8Array} A @param {Uint8Array} message */
export function challenge(R, A, message) {
    return bytesToNumberLE(sha512(concat(R, A, message))) % groupOrder;
}

/** @param {Uint8Array} R @param {bigint} S */
export const signatureOf = (R, S) => concat(R, numberToBytesLE(S, 32));

/**
 * A signer who may have added a point of small order to their key, and adds one to each signature's R.
 */
export class Crafter {
    #scalar;

    /** @param {bigint} scalar secret @param {number} [added] which of the points, to the key */
    constructor(scalar, added = 0) {
        this.#scalar = scalar;
        this.publicKey = Point.BASE.multiply(scalar).add(torsion[added]).toBytes();
    }

    /**
     * @param {Uint8Array} message @param {number} [added] which of the points, to R
     * @param {(R: Uint8Array) => Uint8Array} [write] R in another way
     */
    sign(message, added = 0, nonce = 12345n, write = (R) => R) {
        const R = write(Point.BASE.multiplyUnsafe(nonce).add(torsion[added]).toBytes());
        const k = challenge(R, this.publicKey, message);
        return signatureOf(R, (nonce + k * this.#scalar) % groupOrder);
    }
}

/** The group's generator, as it is written. */
export const basePoint = Point.BASE.toBytes();

/** @param {Uint8Array} signature */
export const scalarOf = (signature) => bytesToNumberLE(signature.slice(32));
