// A form: one description of its fields, which its labels, hints and checks come from. Pure.
import { Wrong, kinds } from './kinds.mjs';

/**
 * @typedef {import('./kinds.mjs').Field} Field
 * @typedef {import('./kinds.mjs').Values} Values
 * @typedef {Record<string, {key: import('./kinds.mjs').Key, values: Record<string, string | number>}>} Wrongs by
 *     the names of the fields
 *
 * @typedef {object} Form
 * @property {Field[]} fields
 * @property {string} id the field that is the id of what is made
 * @property {(json: any, values: Values) => any} [finish] makes of the fields' members what the API takes
 * @property {(json: any) => any} [begin] the reverse
 * @property {(json: any, wrong: (name: string, key: import('./kinds.mjs').Key) => void) => void} [check] what no
 *     field knows alone; of what `finish` gave
 */

/** @param {Field} field @param {Values} values */
export const isShown = ({ shown }, values) => shown?.(values) ?? true;

/** @param {any} json @param {string} path */
const memberOf = (json, path) => path.split('.').reduce((object, name) => object?.[name], json);

/** @param {any} json @param {string} path @param {unknown} value */
function setMember(json, path, value) {
    const names = path.split('.');
    const last = /** @type {string} */ (names.pop());
    const object = names.reduce((object, name) => (object[name] ??= {}), json);
    object[last] = value;
}

/** What is typed at first: what there is already, or the fields' own. @param {Form} form @param {any} [known] */
export function valuesOf({ fields, begin = (json) => json }, known) {
    const json = known === undefined ? {} : begin(structuredClone(known));
    /** @type {Values} */
    const values = {};
    for (const field of fields) {
        const member = memberOf(json, field.name);
        const nothing = known === undefined ? (field.initial ?? '') : '';
        values[field.name] = member == null ? nothing : kinds[field.kind].write(member, field, values);
        if (values[field.name] === '' && field.kind === 'choice') values[field.name] = field.initial ?? '';
    }
    return values;
}

/** @param {Field} field @param {Values} values @returns {unknown} throws Wrong */
function readField(field, values) {
    const typed = values[field.name].trim();
    if (typed === '' && field.required) throw new Wrong('shop.wrong.missing');
    return typed === '' ? null : kinds[field.kind].read(typed, field, values);
}

/**
 * What is sent, or what is wrong with it.
 * @param {Form} form @param {Values} values @returns {{json: any, wrongs: Wrongs}}
 */
export function readForm({ fields, finish = (json) => json, check = () => {} }, values) {
    /** @type {Wrongs} */
    const wrongs = {};
    const json = {};
    for (const field of fields.filter((field) => isShown(field, values))) {
        try {
            const sent = readField(field, values);
            if (!field.aside) setMember(json, field.name, sent);
        } catch (error) {
            if (!(error instanceof Wrong)) throw error;
            wrongs[field.name] = { key: error.key, values: error.values };
        }
    }
    if (Object.keys(wrongs).length > 0) return { json, wrongs };
    const finished = finish(json, values);
    check(finished, (name, key) => (wrongs[name] ??= { key, values: {} }));
    return { json: finished, wrongs };
}

/**
 * Which field a refusal of the API is about: it begins with a member's path, or says that the id is
 * taken, or what lines of a list are wrong.
 * @param {Form} form @param {Values} values @param {string} detail @returns {string | null}
 */
export function refusedField({ fields, id }, values, detail) {
    const shown = fields.filter((field) => isShown(field, values)).map((field) => field.name);
    if (/ has this id already$/.test(detail)) return id;
    if (/^(line \d|the list )/.test(detail)) return fields.find(({ kind }) => kind === 'file')?.name ?? null;
    const [, path] = /^([a-z_]+(?:\.[a-z_]+)*)(?=[:, ])/.exec(detail) ?? [];
    if (path === undefined) return null;
    return (
        shown.find((name) => name === path) ??
        shown.find((name) => name.startsWith(`${path}.`)) ??
        shown.find((name) => name.endsWith(`.${path}`)) ??
        null
    );
}

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The JSON merge patch (RFC 7396) that makes `after` of `before`.
 * @param {Record<string, any>} before @param {Record<string, any>} after
 */
export function mergePatch(before, after) {
    /** @type {Record<string, any>} */
    const patch = {};
    for (const name of Object.keys(before)) if (!(name in after) && before[name] !== null) patch[name] = null;
    for (const [name, value] of Object.entries(after)) {
        const known = before[name] ?? null;
        if (isObject(known) && isObject(value)) {
            const inner = mergePatch(known, value);
            if (Object.keys(inner).length > 0) patch[name] = inner;
        } else if (JSON.stringify(known) !== JSON.stringify(value)) {
            patch[name] = value;
        }
    }
    return patch;
}
