// For tests: Merkle trees as RFC 6962, section 2.1, defines them, word for word and slowly.
import { concat } from '../bytes.mjs';
import { hash } from '../crypto.mjs';

/** The largest power of two smaller than n. @param {number} n */
function split(n) {
    let k = 1;
    while (2 * k < n) k *= 2;
    return k;
}

/** @param {Uint8Array[]} leaves @returns {Uint8Array} */
export function naiveRoot(leaves) {
    if (leaves.length === 0) return hash(new Uint8Array());
    if (leaves.length === 1) return hash(Uint8Array.of(0), leaves[0]);
    const k = split(leaves.length);
    return hash(concat(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k))));
}

/**
 * The path of a leaf, from its sibling up.
 * @param {number} index
 * @param {Uint8Array[]} leaves
 * @returns {Uint8Array[]}
 */
export function naivePath(index, leaves) {
    if (leaves.length === 1) return [];
    const k = split(leaves.length);
    const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
    return index < k
        ? [...naivePath(index, left), naiveRoot(right)]
        : [...naivePath(index - k, right), naiveRoot(left)];
}
