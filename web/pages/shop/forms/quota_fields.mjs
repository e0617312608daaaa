// How many win: the API's `quota` is one text, "odds 1/5 stochastic" or "count 100"; a form asks for its parts.
import { namedBy } from './named.mjs';

/** @typedef {import('./kinds.mjs').Field} Field */

/**
 * @param {NonNullable<Field['shown']>} [shown] where there is a quota at all
 * @returns {Field[]}
 */
export function quotaFields(shown = () => true) {
    const isOdds = (/** @type {any} */ values) => shown(values) && values['quota.kind'] === 'odds';
    return [
        {
            name: 'quota.kind',
            kind: 'choice',
            label: 'shop.quota.kind',
            choices: ['odds', 'count'],
            name_of: namedBy('shop.quota.kind'),
            initial: 'odds',
            shown,
        },
        {
            name: 'quota.of',
            kind: 'integer',
            label: 'shop.quota.of',
            hint: 'shop.quota.of.hint',
            required: true,
            from: 1,
            to: 1_000_000,
            initial: '1',
            shown: isOdds,
        },
        {
            name: 'quota.each',
            kind: 'integer',
            label: 'shop.quota.each',
            required: true,
            from: 1,
            to: 1_000_000,
            initial: '5',
            shown: isOdds,
        },
        {
            name: 'quota.rounding',
            kind: 'choice',
            label: 'shop.quota.rounding',
            hint: 'shop.quota.rounding.hint',
            choices: ['stochastic', 'floor'],
            name_of: namedBy('shop.quota.rounding'),
            initial: 'stochastic',
            shown: isOdds,
        },
        {
            name: 'quota.count',
            kind: 'integer',
            label: 'shop.quota.count',
            required: true,
            from: 0,
            to: 2 ** 40,
            initial: '100',
            shown: (values) => shown(values) && values['quota.kind'] === 'count',
        },
    ];
}

/** @param {any} quota the parts @returns {string} */
export const joinQuota = ({ kind, of, each, rounding, count }) =>
    kind === 'odds' ? `odds ${of}/${each} ${rounding}` : `count ${count}`;

/** @param {string} quota @returns {{kind: string, of?: number, each?: number, rounding?: string, count?: number}} */
export function splitQuota(quota) {
    const [, of, each, rounding] = /^odds (\d+)\/(\d+) (\w+)$/.exec(quota) ?? [];
    if (of !== undefined) return { kind: 'odds', of: Number(of), each: Number(each), rounding };
    return { kind: 'count', count: Number(quota.replace('count ', '')) };
}

/** @param {string | null | undefined} quota @param {(name: string, key: 'shop.wrong.odds') => void} wrong */
export function checkQuota(quota, wrong) {
    const { of = 0, each = 0 } = splitQuota(quota ?? 'count 0');
    if (of > each) wrong('quota.of', 'shop.wrong.odds');
}
