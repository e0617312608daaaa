// The kinds of values that forms take: what is typed, and what the API is sent for it. Each refuses what the
// API would.
import { day, exactTime, number } from '../../texts/formats.mjs';

/**
 * @typedef {import('../../texts/texts.mjs').Key} Key
 * @typedef {Record<string, string>} Values of a form, as typed, by the names of its fields
 *
 * @typedef {object} Field
 * @property {string} name the API's member, by its path
 * @property {keyof typeof kinds} kind
 * @property {Key} label
 * @property {Key} [hint]
 * @property {Record<string, string | number>} [say] what the hint's words take
 * @property {boolean} [required] else nothing typed is null
 * @property {boolean} [aside] it is the form's own, and not sent
 * @property {string} [initial]
 * @property {(values: Values) => boolean} [shown] always unless told
 * @property {readonly string[]} [choices]
 * @property {(choice: string) => string} [name_of] a choice's words
 * @property {Words} [words] where its kind's own will not do
 * @property {number} [from] the least, and `to` the greatest, as sent
 * @property {number} [to]
 * @property {(values: Values) => number} [digits] of a decimal: how many after the point make a whole one, as sent
 * @property {RegExp} [pattern]
 * @property {Key} [otherwise] what is said of what does not match the pattern
 * @property {number} [bytes] at most, in UTF-8; of a file, of itself
 * @property {number} [characters] at most
 * @property {number} [lines] at most
 *
 * @typedef {object} Kind
 * @property {(typed: string, field: Field, values: Values) => unknown} read what is sent; throws Wrong
 * @property {(sent: any, field: Field, values: Values) => string} write the reverse
 * @property {Words} [words] unless they are what is typed
 *
 * @typedef {(typed: string, field: Field, values: Values) => string} Words how what is typed, and right, is told
 */

/** What was typed cannot be sent. */
export class Wrong extends Error {
    /** @param {Key} key @param {Record<string, string | number>} [values] */
    constructor(key, values = {}) {
        super(key);
        this.key = key;
        this.values = values;
    }
}

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text).length;

/** @param {string} text @param {Field} field */
function checkText(text, { pattern, otherwise, bytes, characters }) {
    if (/\p{Cc}/u.test(text)) throw new Wrong('shop.wrong.control');
    if (pattern && !pattern.test(text)) throw new Wrong(otherwise ?? 'shop.wrong.pattern');
    if (bytes && bytesOf(text) > bytes) throw new Wrong('shop.wrong.bytes', { count: bytes });
    if (characters && [...text].length > characters)
        throw new Wrong('shop.wrong.characters', { count: characters });
    return text;
}

/** @param {number} number @param {string} least @param {string} greatest @param {Field} field */
function checkRange(number, least, greatest, { from = 0, to = Number.MAX_SAFE_INTEGER }) {
    if (number < from || number > to) throw new Wrong('shop.wrong.range', { from: least, to: greatest });
    return number;
}

/** A whole number with its point so many places to the left. @param {number} whole @param {number} digits */
function withPoint(whole, digits) {
    const text = String(whole).padStart(digits + 1, '0');
    const [units, rest] = [text.slice(0, text.length - digits), text.slice(text.length - digits)];
    return /^0*$/.test(rest) ? units : `${units}.${rest}`;
}

/** "2026-11-21T23:00", by this device's clock; seconds where there are any, as browsers write it. @param {string} time RFC 3339 */
function localTime(time) {
    const date = new Date(time);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
        .toISOString()
        .replace(/((:00)?\.000)?Z$/, '');
}

/** @type {Kind} */
const text = { read: checkText, write: (sent) => sent };

/** What is not checked here. @type {Kind} */
const anything = { read: (typed) => typed, write: (sent) => sent };

export const kinds = {
    text,
    choice: /** @type {Kind} */ ({
        read(typed, field) {
            if (!field.choices?.includes(typed)) throw new Wrong('shop.wrong.missing');
            return typed;
        },
        write: (sent) => sent,
        words: (typed, field) => field.name_of?.(typed) ?? typed,
    }),
    date: /** @type {Kind} */ ({
        read(typed) {
            if (!/^\d{4}-\d\d-\d\d$/.test(typed)) throw new Wrong('shop.wrong.day');
            return typed;
        },
        write: (sent) => sent,
        words: (typed) => day(`${typed}T00:00`),
    }),
    clock: /** @type {Kind} */ ({
        read: (typed) => typed,
        write: (sent) => sent.replace(/:00$/, ''),
    }),
    integer: /** @type {Kind} */ ({
        read(typed, field) {
            if (!/^\d{1,15}$/.test(typed)) throw new Wrong('shop.wrong.integer');
            return checkRange(Number(typed), String(field.from), String(field.to), field);
        },
        write: String,
        words: (typed) => number(Number(typed)),
    }),
    decimal: /** @type {Kind} */ ({
        read(typed, field, values) {
            const digits = field.digits?.(values) ?? 0;
            const [, units, rest = ''] = /^(\d{1,13})(?:\.(\d+))?$/.exec(typed) ?? [];
            if (units === undefined || rest.length > digits)
                throw new Wrong('shop.wrong.decimal', { digits });
            const bounds = [field.from ?? 0, field.to ?? 0].map((bound) => withPoint(bound, digits));
            return checkRange(Number(units + rest.padEnd(digits, '0')), bounds[0], bounds[1], field);
        },
        write: (sent, field, values) => withPoint(sent, field.digits?.(values) ?? 0),
    }),
    time: /** @type {Kind} */ ({
        read(typed) {
            const time = new Date(typed);
            if (Number.isNaN(time.getTime())) throw new Wrong('shop.wrong.time');
            if (time.getUTCFullYear() > 9999) throw new Wrong('shop.wrong.time');
            return time.toISOString();
        },
        write: localTime,
        words: exactTime,
    }),
    // What is typed is the file's name; the file itself goes beside.
    file: anything,
    lines: /** @type {Kind} */ ({
        read(typed, field) {
            const lines = typed.split('\n').flatMap((line) => line.trim() || []);
            if (lines.length > (field.lines ?? 0))
                throw new Wrong('shop.wrong.lines', { count: field.lines ?? 0 });
            if (new Set(lines).size < lines.length) throw new Wrong('shop.wrong.twice');
            return lines.map((line) => checkText(line, field));
        },
        write: (sent) => sent.join('\n'),
    }),
};
