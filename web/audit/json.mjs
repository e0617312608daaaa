// JSON that people bring along (RFC 8259), read so that no two readers can take it differently.
import { Unreadable, decodeUtf8 } from './grammar.mjs';

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/**
 * Refuses a name that stands twice in any object, half a character, and a number no `double` can hold.
 * @param {string} text JSON @param {(reason: string) => never} fail
 * @returns {Map<string, string>} the outermost object's numbers as they are written
 */
function scan(text, fail) {
    /** @type {(Set<string> | null)[]} the names so far of each object that is open; null for a list */
    const open = [];
    const numbers = new Map();
    let name = '';
    let before = '';
    for (const [piece] of text.matchAll(token)) {
        if (piece === '{' || piece === '[') open.push(piece === '{' ? new Set() : null);
        else if (piece === '}' || piece === ']') open.pop();
        else if (piece.startsWith('"')) {
            const string = JSON.parse(piece);
            if (/\p{Surrogate}/u.test(string)) fail('half a character');
            const names = open.at(-1);
            if (names && before !== ':') {
                if (names.has(string)) fail(`its \`${string}\` stands twice`);
                names.add(string);
                name = string;
            }
        } else if (/^[-0-9]/.test(piece)) {
            if (!Number.isFinite(Number(piece))) fail('a number beyond all bounds');
            if (open.length === 1) numbers.set(name, piece);
        }
        before = piece;
    }
    return numbers;
}

/** An object's members, each of the type that is wanted. */
class JsonObject {
    #members;
    #numbers;
    #fail;

    /**
     * @param {object} object
     * @param {Map<string, string>} numbers
     * @param {(reason: string) => never} fail
     */
    constructor(object, numbers, fail) {
        this.#members = new Map(Object.entries(object));
        this.#numbers = numbers;
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
        const digits = typeof value === 'number' ? (this.#numbers.get(name) ?? '') : '';
        if (!/^[0-9]+$/.test(digits) || value > largest) {
            this.#fail(`its \`${name}\` is not a number from 0 to ${largest}`);
        }
        return value;
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

/** @param {Uint8Array} bytes @param {string} file for messages @returns {JsonObject} */
export function parseJsonObject(bytes, file) {
    const fail = (/** @type {string} */ reason) => {
        throw new Unreadable(file, 0, reason);
    };
    const text = decodeUtf8(bytes, file).replace(/^\ufeff/, '');
    let value;
    try {
        value = JSON.parse(text);
    } catch {
        fail('not JSON');
    }
    const numbers = scan(text, fail);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) fail('not a JSON object');
    return new JsonObject(value, numbers, fail);
}
