// The grammar all texts share (draw-protocol.md, "Notation and bytes"): lines, fields, numbers, times,
// names.
import { fromHex, utf8 } from './bytes.mjs';

/** Counts, beacon rounds and sizes of trees are at most so large. */
export const largestCount = 2 ** 40;

/** What cannot be read: no check runs then. */
export class Unreadable extends Error {
    /** @param {string} file @param {number} line from 1; 0 where none is to blame @param {string} reason */
    constructor(file, line, reason) {
        super(line > 0 ? `${file}, line ${line}: ${reason}` : `${file}: ${reason}`);
    }
}

/** @param {Uint8Array} bytes @param {string} file @returns {string} */
export function decodeUtf8(bytes, file) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        throw new Unreadable(file, 0, 'not UTF-8');
    }
}

/** @param {string} digits @returns {number | null} 0 to largestCount, without sign or leading zero */
export function parseCount(digits) {
    if (!/^(0|[1-9][0-9]{0,12})$/.test(digits)) return null;
    const number = Number(digits);
    return number <= largestCount ? number : null;
}

/** @param {string} text RFC 3339 in UTC with three decimals @returns {number | null} Unix milliseconds */
export function parseTime(text) {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return null;
    const time = new Date(text);
    // A date that is none rolls over, and is then written otherwise.
    return !Number.isNaN(time.getTime()) && time.toISOString() === text ? time.getTime() : null;
}

/** The last millisecond of the year 9999. */
export const latestTime = 253_402_300_799_999;

/** @param {number} unixMs */
export function formatTime(unixMs) {
    return new Date(unixMs).toISOString();
}

/** @param {string} name */
export function isRound(name) {
    return /^[a-z0-9][a-z0-9-]{0,63}$/.test(name);
}

/** A key's name in a signature's line (C2SP signed-note). @param {string} name */
export function isKeyName(name) {
    return /^[^\p{White_Space}\p{Cc}+]+$/u.test(name);
}

/** The operator's name, or a witness's. @param {string} name */
export function isOrigin(name) {
    return isKeyName(name) && utf8(name).length <= 255;
}

/** Reads a text line by line, each of a kind that is known beforehand. */
export class TextReader {
    #file;
    #lines;
    #at = 0;

    /** @param {string} text @param {string} file for messages */
    constructor(text, file) {
        this.#file = file;
        this.#lines = text.split('\n');
        if (this.#lines.pop() !== '') throw new Unreadable(file, this.#lines.length + 1, 'no line end');
    }

    /** @param {string} reason @returns {never} */
    fail(reason) {
        throw new Unreadable(this.#file, this.#at, reason);
    }

    /** The next line whole. @param {string} what it should be */
    line(what) {
        const line = this.#lines[this.#at++];
        if (line === undefined) this.fail(`missing, it should be ${what}`);
        return line;
    }

    /** @param {string} wanted */
    exactly(wanted) {
        if (this.line(`\`${wanted}\``) !== wanted) this.fail(`not \`${wanted}\``);
    }

    /** What follows a keyword and a space. @param {string} keyword */
    rest(keyword) {
        const line = this.line(`\`${keyword} …\``);
        if (!line.startsWith(`${keyword} `)) this.fail(`not \`${keyword} …\``);
        return line.slice(keyword.length + 1);
    }

    /** The fields that follow a keyword. @param {string} keyword */
    fields(keyword) {
        return this.rest(keyword).split(' ');
    }

    /** The one field that follows a keyword. @param {string} keyword */
    field(keyword) {
        const fields = this.fields(keyword);
        if (fields.length !== 1) this.fail(`not one field after \`${keyword}\``);
        return fields[0];
    }

    end() {
        if (this.#at++ < this.#lines.length) this.fail('one line too many');
    }

    /** @param {string} field @param {number} [least] */
    count(field, least = 0) {
        const count = parseCount(field);
        if (count === null || count < least) this.fail(`not a number from ${least} to 2^40`);
        return count;
    }

    /** @param {string} field @param {number} [size] in bytes */
    hex(field, size = 32) {
        const bytes = fromHex(field, size);
        if (bytes === null) this.fail(`not ${2 * size} lower-case hexadecimal digits`);
        return bytes;
    }

    /** @param {string} field */
    hexOrNone(field) {
        return field === 'none' ? null : this.hex(field);
    }

    /** @param {string} field @returns {number} Unix milliseconds */
    time(field) {
        const time = parseTime(field);
        if (time === null) this.fail('not a time such as 2026-11-21T15:00:00.000Z');
        return time;
    }

    origin() {
        const origin = this.field('origin');
        if (!isOrigin(origin)) this.fail('not an origin');
        return origin;
    }

    round() {
        const round = this.field('round');
        if (!isRound(round)) this.fail('not a round');
        return round;
    }
}
