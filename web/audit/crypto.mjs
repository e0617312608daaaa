// The one door to cryptography: SHA-256, Ed25519 (RFC 8032) and drand's BLS signatures, all by the @noble
// packages.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { be64, concat, equal } from './bytes.mjs';

const drandDomain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

// Millions of short messages are hashed: one hasher for all of them takes a third less time than one each.
const fresh = sha256.create();
const hasher = sha256.create();

/** @param {...Uint8Array} parts of one message */
export function hash(...parts) {
    fresh._cloneInto(hasher);
    for (const part of parts) hasher.update(part);
    const digest = new Uint8Array(32);
    hasher.digestInto(digest);
    return digest;
}

const { Point } = ed25519;
const { ORDER: groupOrder } = Point.Fn;

/**
 * As OpenSSL reads a public key: y may be written as y + p, and the sign of x = 0 either way.
 * @param {Uint8Array} publicKey
 */
function pointOf(publicKey) {
    try {
        return Point.fromBytes(publicKey, true);
    } catch {
        return null;
    }
}

/** Whether anybody could sign for a key, whatever the message. @param {Uint8Array} publicKey 32 bytes */
export function isOfSmallOrder(publicKey) {
    return pointOf(publicKey)?.isSmallOrder() ?? false;
}

/**
 * By the equation without the cofactor, which RFC 8032, 5.1.7, allows and OpenSSL uses: [S]B - [k]A must be
 * R as it is written. With the cofactor, as in @noble's own `verify`, a signer could make signatures that one
 * auditor takes and the other refuses, by adding a point of small order to R or to the key.
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 * @param {Uint8Array} publicKey 32 bytes
 * @returns {boolean}
 */
export function verifiesEd25519(signature, message, publicKey) {
    if (signature.length !== 64) return false;
    const [R, S] = [signature.subarray(0, 32), bytesToNumberLE(signature.subarray(32))];
    const A = pointOf(publicKey);
    if (A === null || S >= groupOrder) return false;
    const k = bytesToNumberLE(sha512(concat(R, publicKey, message))) % groupOrder;
    return equal(Point.BASE.multiplyUnsafe(S).subtract(A.multiplyUnsafe(k)).toBytes(), R);
}

/**
 * Whether a chain of scheme bls-unchained-g1-rfc9380 signed a round so.
 * A point has one encoding only: with a second one the signature's hash, which is the beacon, would be
 * another.
 * @param {Uint8Array} signature 48 bytes @param {number} round @param {Uint8Array} publicKey 96 bytes
 */
export function verifiesDrand(signature, round, publicKey) {
    const scheme = bls12_381.shortSignatures;
    try {
        // It throws unless the point is on the curve and in the subgroup.
        const point = scheme.Signature.fromBytes(signature);
        if (!equal(scheme.Signature.toBytes(point), signature)) return false;
        const key = bls12_381.G2.Point.fromBytes(publicKey);
        key.assertValidity();
        return scheme.verify(point, scheme.hash(hash(be64(BigInt(round))), drandDomain), key);
    } catch {
        return false;
    }
}

/** An empty message's hash, which is also the root of an empty tree. */
export const hashOfNothing = hash(new Uint8Array());
