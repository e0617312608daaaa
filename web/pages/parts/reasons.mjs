// The auditor's reasons are English, word for word as the command line prints them; this says them in the
// reader's language. The English text of each is also the pattern that it is known by.
import english from '../texts/en/reasons.mjs';
import { language, t } from '../texts/texts.mjs';

/** @typedef {keyof typeof english} ReasonKey */

/** @param {string} text with `{name}` where a value stands */
function patternOf(text) {
    const escaped = text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>(?:(?!; ).)+?)')}$`, 's');
}

/** @type {{key: ReasonKey, pattern: RegExp}[]} */
const patterns = Object.entries(english).map(([key, text]) => ({
    key: /** @type {ReasonKey} */ (key),
    pattern: patternOf(text),
}));

/** @typedef {{key: ReasonKey, values: Record<string, string>}} Known */

/**
 * What stands after a place's name must be known itself: otherwise anything with a colon would be.
 * @param {string} reason @returns {Known | null}
 */
function recognizeOne(reason) {
    for (const { key, pattern } of patterns) {
        const found = pattern.exec(reason);
        const inside = found?.groups?.reason;
        if (found && (inside === undefined || recognizeOne(inside) !== null))
            return { key, values: { ...found.groups } };
    }
    return null;
}

/**
 * @param {string} reason perhaps several, one after another
 * @returns {Known[] | null} null where one is not known
 */
export function recognize(reason) {
    const whole = recognizeOne(reason);
    if (whole !== null) return [whole];
    const parts = reason.split('; ').map(recognizeOne);
    return parts.includes(null) ? null : /** @type {Known[]} */ (parts);
}

/** A value may be a reason itself, as after a file's name. @param {Known} known @returns {string} */
function say({ key, values }) {
    const said = Object.entries(values).map(([name, value]) => {
        const inside = recognizeOne(value);
        return [name, inside ? say(inside) : value];
    });
    return t(key, Object.fromEntries(said));
}

/** @param {string} reason @returns {{words: string, lang?: string}} `lang` where it is not the page's */
export function reasonOf(reason) {
    if (language() === 'en') return { words: reason };
    const known = recognize(reason);
    return known === null ? { words: reason, lang: 'en' } : { words: known.map(say).join('；') };
}
