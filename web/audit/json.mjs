// JSON that people bring along (RFC 8259), read so that no two readers can take it differently.
import { Unreadable, decodeUtf8 } from './grammar.mjs';

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/**
 * Refuses a name that stands twice in any object, half a character, and a number no `double` can hold.
 * @param {string} text JSON @param {(reason: string) => never} fail
 * @returns {Map<string, string>} the outermost object's numbers and objects as they are written
 */
function scan(text, fail) {
    /** @type {(Set<string> | null)[]} the names so far of each object that is open; null for a list */
    const open = [];
    const written = new Map();
    let name = '';
    let before = '';
    let begin = 0;
    for (const { 0: piece, index } of text.matchAll(token)) {
        if (piece === '{' || piece === '[') {
            open.push(piece === '{' ? new Set() : null);
            if (open.length === 2) begin = index;
        } else if (piece === '}' || piece === ']') {
            open.pop();
            if (open.length === 1 && piece === '}') written.set(name, text.slice(begin, index + 1));
        } else if (piece.startsWith('"')) {
            const string = JSON.parse(piece);
            if (/\p{Surrogate}/u.test(string)) fail('half a character');
            const names = open.at(-1);
            if (names && before !== ':') {
                if (names.has(string)) fail(`its \`${string}\` stands twice`);
                names.add(string);
                if (open.length === 1) name = string;
            }
        } else if (/^[-0-9]/.test(piece)) {
            if (!Number.isFinite(Number(piece))) fail('a number beyond all bounds');
            if (open.length === 1) written.set(name, piece);
        }
        before = piece;
    }
    return written;
}

/** An object's members, each of the type that is wanted. */
class JsonObject {
    #members;
    #written;
    #fail;

    /**
     * @param {object} object
     * @param {Map<string, string>} written
     * @param {(reason: string) => never} fail
     */
    constructor(object, written, fail) {
        this.#members = new Map(Object.entries(object));
        this.#written = written;
        this.#fail = fail;
    }

    /** @param {string} name */
    #member(name) {
        if (!this.#members.has(name)) this.#fail(`its \`${name}\` is missing`);
        return this.#members.get(name);
    }

    /** @param {string} name @returns {string} */
    string(name) {
        const value = this.#member(name);
        if (typeof value !== 'string') this.#fail(`its \`${name}\` is not a string`);
        return value;
    }

    /**
     * Written as digits alone: neither 1.0 nor 1e0.
     * @param {string} name
     * @param {number} largest
     * @returns {number}
     */
    number(name, largest) {
        const value = this.#member(name);
        const digits = typeof value === 'number' ? (this.#written.get(name) ?? '') : '';
        if (!/^[0-9]+$/.test(digits) || value > largest) {
            this.#fail(`its \`${name}\` is not a number from 0 to ${largest}`);
        }
        return value;
    }

    /** @param {string} name */
    has(name) {
        return this.#members.has(name);
    }

    /** @param {string} name @returns {JsonObject} */
    object(name) {
        const value = this.#member(name);
        if (value === null) this.#fail(`its \`${name}\` is null`);
        if (typeof value !== 'object' || Array.isArray(value))
            this.#fail(`its \`${name}\` is not an object`);
        return readObject(this.#written.get(name) ?? '', this.#fail);
    }

    /** @param {string} name @returns {string[]} */
    strings(name) {
        const value = this.#member(name);
        if (!Array.isArray(value)) this.#fail(`its \`${name}\` is not a list`);
        for (const element of value) {
            if (typeof element !== 'string') this.#fail(`its \`${name}\` holds something else than strings`);
        }
        return value;
    }
}

/** @param {string} text JSON @param {(reason: string) => never} fail */
function readObject(text, fail) {
    let value;
    try {
        value = JSON.parse(text);
    } catch {
        fail('not JSON');
    }
    const written = scan(text, fail);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) fail('not a JSON object');
    return new JsonObject(value, written, fail);
}

/** @param {Uint8Array} bytes @param {string} file for messages @returns {JsonObject} */
export function parseJsonObject(bytes, file) {
    return readObject(decodeUtf8(bytes, file).replace(/^\ufeff/, ''), (/** @type {string} */ reason) => {
        throw new Unreadable(file, 0, reason);
    });
}
