// What the pages say, in the language that was chosen. All words are in the files beside this one: one folder a
// language, one file a page and one for what all pages share.
import { kept } from '../storage.mjs';

/**
 * @typedef {keyof typeof import('./en.mjs').default} Key
 * @typedef {string | {one?: string, other: string}} Text where the words depend on a number, it is `count`
 */

/** @type {Record<string, () => Promise<{default: Record<Key, Text>}>>} */
const loaders = {
    en: () => import('./en.mjs'),
    'zh-Hant': () => import('./zh-Hant.mjs'),
};

/** The languages there are, each by its own name. */
export const languages = [
    { code: 'en', name: 'English' },
    { code: 'zh-Hant', name: '繁體中文' },
];

const remembered = 'fairdraw_language';
/** @type {Record<string, Text>} */
let texts = {};
let current = 'en';
/** @type {Set<() => void>} */
const listeners = new Set();

/** The chosen one, or else the first of the browser's that there is; any Chinese is nearer than English. */
function preferred() {
    const wanted = [kept.get(remembered) ?? '', ...navigator.languages];
    for (const one of wanted) {
        if (one in loaders) return one;
        if (/^zh\b/i.test(one)) return 'zh-Hant';
        if (/^en\b/i.test(one)) return 'en';
    }
    return 'en';
}

/** @param {string} code */
async function load(code) {
    texts = (await loaders[code]()).default;
    current = code;
    document.documentElement.lang = code;
    for (const listener of listeners) listener();
}

/** To be awaited before anything is said. */
export const loadTexts = () => load(preferred());

/** @param {string} code */
export async function changeLanguage(code) {
    kept.set(remembered, code);
    await load(code);
}

export const language = () => current;

/** For Intl: with the reader's own region where the browser tells it. */
export function locale() {
    const own = navigator.languages.find((one) => one.startsWith(current));
    return own ?? (current === 'zh-Hant' ? 'zh-Hant-TW' : current);
}

/** @param {() => void} listener @returns {() => void} ends that */
export function onLanguageChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/** @param {string} key @returns {key is Key} */
export const hasText = (key) => key in texts;

/**
 * The words for a key; `{name}` in them stands for a value.
 * @param {Key} key @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
    const text = texts[key];
    const form = new Intl.PluralRules(current).select(Number(values.count));
    const words = typeof text === 'string' ? text : ((form === 'one' ? text.one : undefined) ?? text.other);
    return words.replace(/\{(\w+)\}/g, (_, name) => {
        const value = values[name];
        return typeof value === 'number' ? value.toLocaleString(locale()) : value;
    });
}
