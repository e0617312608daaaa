// The draw itself (draw-protocol.md, sections 1 and 3): commitment, seed, ticket, quota.
import { be64, concat, readBe64, toHex, utf8 } from './bytes.mjs';
import { hash } from './crypto.mjs';

/**
 * @param {'secret' | 'tag-key'} kind @param {string} origin @param {string} round @param {Uint8Array} bytes
 */
export function commitment(kind, origin, round, bytes) {
    return hash(utf8(`fairdraw/v1 ${kind}\n${origin}\n${round}\n`), bytes);
}

/** @param {{close: Uint8Array, secret: Uint8Array, beacon: {randomness: Uint8Array} | null}} draw */
export function seedOf({ close, secret, beacon }) {
    const randomness = beacon === null ? 'none' : toHex(beacon.randomness);
    return hash(
        utf8(`fairdraw/v1 seed\nclose ${toHex(close)}\nsecret ${toHex(secret)}\nbeacon ${randomness}\n`),
    );
}

/** @param {Uint8Array} seed @param {Uint8Array} tag */
export function ticketOf(seed, tag) {
    return hash(seed, tag);
}

/**
 * Uniform in [0, bound), the same for everyone who has the seed.
 * @param {Uint8Array} seed
 * @param {bigint} bound
 */
function uniform(seed, bound) {
    for (let i = 0; ; ++i) {
        const x = readBe64(hash(concat(seed, utf8('quota'), be64(BigInt(i)).subarray(4))));
        if (x - (x % bound) <= 2n ** 64n - bound) return x % bound;
    }
}

/**
 * How many win.
 * @param {import('./texts.mjs').QuotaRule} rule @param {number} entries @param {Uint8Array} seed
 */
export function quotaOf(rule, entries, seed) {
    if (rule.kind === 'count') return Math.min(rule.count, entries);
    const bound = BigInt(rule.denominator);
    const product = BigInt(entries) * BigInt(rule.numerator);
    const quotient = Number(product / bound);
    const remainder = product % bound;
    if (rule.rounding === 'floor' || remainder === 0n) return quotient;
    return uniform(seed, bound) < remainder ? quotient + 1 : quotient;
}
