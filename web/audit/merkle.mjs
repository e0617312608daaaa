// RFC 6962 Merkle trees over SHA-256: roots of lists that only grow, and inclusion proofs (RFC 9162, section
// 2.1.3.2).
import { equal } from './bytes.mjs';
import { hash, hashOfNothing } from './crypto.mjs';

const leafPrefix = Uint8Array.of(0);
const node = new Uint8Array(65).fill(1, 0, 1);

/** @param {Uint8Array} left @param {Uint8Array} right */
function hashNode(left, right) {
    node.set(left, 1);
    node.set(right, 33);
    return hash(node);
}

/** @param {Uint8Array} data */
export function hashLeaf(data) {
    return hash(leafPrefix, data);
}

/**
 * Takes leaves in order, and keeps one hash for each whole subtree: as many as its size has ones in binary.
 */
export class MerkleTree {
    size = 0;
    /** @type {Uint8Array[]} from the largest subtree to the smallest */
    #subtrees = [];

    /** @param {Uint8Array} data */
    add(data) {
        let subtree = hashLeaf(data);
        for (let rest = this.size++; rest % 2 === 1; rest = Math.floor(rest / 2)) {
            subtree = hashNode(/** @type {Uint8Array} */ (this.#subtrees.pop()), subtree);
        }
        this.#subtrees.push(subtree);
    }

    root() {
        if (this.size === 0) return hashOfNothing;
        return this.#subtrees.reduceRight((right, left) => hashNode(left, right));
    }
}

/**
 * @param {{leafHash: Uint8Array, index: number, size: number, path: Uint8Array[], root: Uint8Array}} proof
 * `path` runs from the leaf's sibling to the root's child
 */
export function isIncluded({ leafHash, index, size, path, root }) {
    if (index >= size) return false;
    let at = index;
    let last = size - 1;
    let subtree = leafHash;
    const climb = () => {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
    };
    for (const sibling of path) {
        if (last === 0) return false;
        if (at % 2 === 1 || at === last) {
            subtree = hashNode(sibling, subtree);
            while (at % 2 === 0 && at !== 0) climb();
        } else {
            subtree = hashNode(subtree, sibling);
        }
        climb();
    }
    return last === 0 && equal(subtree, root);
}
