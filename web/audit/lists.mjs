// The lists of a round (draw-protocol.md, section 4): tags, one a line, packed into 16 bytes each.
import { compare, digitValues } from './bytes.mjs';
import { hash } from './crypto.mjs';
import { Unreadable } from './grammar.mjs';

const tagSize = 16;
const lineEnd = 0x0a;
const space = 0x20;

/** Tags in the order in which they stand. */
export class TagList {
    /** @param {Uint8Array} packed */
    constructor(packed) {
        this.packed = packed;
        this.count = packed.length / tagSize;
        /** The first position whose tag does not come after the one before it; 0 where there is none. */
        this.disorder = 0;
        for (let i = 1; i < this.count && this.disorder === 0; ++i) {
            if (this.compareAt(i - 1, this.at(i)) >= 0) this.disorder = i;
        }
    }

    get ascends() {
        return this.disorder === 0;
    }

    /** Not a copy. @param {number} i */
    at(i) {
        return this.packed.subarray(tagSize * i, tagSize * (i + 1));
    }

    /** @param {number} i @param {Uint8Array} tag */
    compareAt(i, tag) {
        for (let byte = 0, at = tagSize * i; byte < tagSize; ++byte, ++at) {
            const difference = this.packed[at] - tag[byte];
            if (difference !== 0) return difference;
        }
        return 0;
    }

    /**
     * Answers in logarithmic time, whatever the order: a list out of order is sorted once.
     * @param {Uint8Array} tag
     */
    has(tag) {
        if (!this.ascends) this.#sorted ??= this.#sort();
        const sorted = this.#sorted;
        let from = 0;
        let to = this.count;
        while (from < to) {
            const middle = Math.floor((from + to) / 2);
            const order = this.compareAt(sorted ? sorted[middle] : middle, tag);
            if (order === 0) return true;
            if (order < 0) from = middle + 1;
            else to = middle;
        }
        return false;
    }

    /** @type {Uint32Array | undefined} positions by tag, where the list itself is out of order */
    #sorted;

    #sort() {
        const positions = Uint32Array.from({ length: this.count }, (_, i) => i);
        return positions.sort((a, b) => compare(this.at(a), this.at(b)));
    }
}

/**
 * 32 lower-case digits at `at` become the tag at `to`.
 * @param {Uint8Array} bytes @param {number} at @param {Uint8Array} packed @param {number} to @returns
 * {boolean}
 */
function unpack(bytes, at, packed, to) {
    if (at + 2 * tagSize > bytes.length) return false;
    let wrong = 0;
    for (let i = 0; i < tagSize; ++i) {
        const high = digitValues[bytes[at + 2 * i]];
        const low = digitValues[bytes[at + 2 * i + 1]];
        wrong |= high | low;
        packed[to + i] = (high << 4) | low;
    }
    return wrong < 16;
}

/** @param {Uint8Array} bytes @param {string} file @returns {TagList} */
export function parseTags(bytes, file) {
    const lineSize = 2 * tagSize + 1;
    const count = Math.ceil(bytes.length / lineSize);
    const packed = new Uint8Array(count * tagSize);
    for (let i = 0; i < count; ++i) {
        const at = i * lineSize;
        if (!unpack(bytes, at, packed, i * tagSize)) throw new Unreadable(file, i + 1, 'not a tag');
        if (bytes[at + lineSize - 1] !== lineEnd)
            throw new Unreadable(file, i + 1, 'more than a tag, or no line end');
    }
    return new TagList(packed);
}

/**
 * Where a reason that begins at `at` ends; -1 if it is none.
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function endOfReason(bytes, at) {
    let end = at;
    while (bytes[end] === 0x5f || (bytes[end] >= 0x61 && bytes[end] <= 0x7a)) ++end;
    return end > at && bytes[end] === lineEnd ? end : -1;
}

/**
 * @param {Uint8Array} bytes @param {string} file
 * @returns {{tags: TagList, hash: Uint8Array}} the hash is the file's
 */
export function parseDisqualified(bytes, file) {
    const shortestLine = 2 * tagSize + 3;
    const packed = new Uint8Array(Math.ceil(bytes.length / shortestLine) * tagSize);
    let count = 0;
    for (let at = 0; at < bytes.length; ++count) {
        const afterTag = at + 2 * tagSize;
        if (!unpack(bytes, at, packed, count * tagSize)) throw new Unreadable(file, count + 1, 'not a tag');
        const end = bytes[afterTag] === space ? endOfReason(bytes, afterTag + 1) : -1;
        if (end < 0)
            throw new Unreadable(file, count + 1, 'no reason of small letters and `_` after the tag');
        at = end + 1;
    }
    return { tags: new TagList(packed.subarray(0, count * tagSize)), hash: hash(bytes) };
}
