// The form of a round of its own.
import { serverNow } from '../../clock.mjs';
import { namedBy } from '../forms/named.mjs';
import { checkQuota, joinQuota, quotaFields } from '../forms/quota_fields.mjs';
import { idField, templateField, timeField } from '../forms/shared_fields.mjs';

/** @typedef {import('../forms/kinds.mjs').Values} Values */

const longestWindowMs = 366 * 86_400_000;

const isDraw = (/** @type {Values} */ values) => values.kind === 'draw';
const isReserved = (/** @type {Values} */ values) => isDraw(values) && values.reservation === 'yes';

/** @type {import('../forms/kinds.mjs').Field[]} */
const windows = [
    {
        name: 'reservation',
        kind: 'choice',
        label: 'shop.reservation',
        choices: ['yes', 'no'],
        name_of: namedBy('shop.reservation'),
        initial: 'yes',
        aside: true,
        shown: isDraw,
    },
    timeField('reserve.from', 'shop.reserve.from', isReserved),
    timeField('reserve.to', 'shop.reserve.to', isReserved),
    timeField('enter.from', 'shop.enter.from'),
    timeField('enter.to', 'shop.enter.to'),
];

/** @param {any} json @param {(name: string, key: import('../../texts/texts.mjs').Key) => void} wrong */
function check({ reserve, enter, quota }, wrong) {
    const now = serverNow();
    for (const [name, window] of Object.entries({ reserve, enter })) {
        if (!window) continue;
        const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
        if (from < now) wrong(`${name}.from`, 'shop.wrong.past');
        if (to <= from) wrong(`${name}.to`, 'shop.wrong.order');
        if (to - from > longestWindowMs) wrong(`${name}.to`, 'shop.wrong.longest');
    }
    if (reserve && Date.parse(reserve.to) > Date.parse(enter.from)) wrong('reserve.to', 'shop.wrong.overlap');
    if (Date.parse(enter.to) >= Date.parse('3000-01-01T00:00:00Z')) wrong('enter.to', 'shop.wrong.longest');
    checkQuota(quota, wrong);
}

/**
 * @param {{template: string, title: string, total: number | null}[] | null} templates that are published; null
 *     where they are not shown
 * @returns {import('../forms/form.mjs').Form}
 */
export const roundForm = (templates) => ({
    id: 'round',
    fields: [
        {
            name: 'kind',
            kind: 'choice',
            label: 'shop.round.kind',
            choices: ['draw', 'first_come'],
            name_of: namedBy('shop.round.kind'),
            initial: 'draw',
        },
        idField('round', 'shop.round.id'),
        // A draw gives to however many win, so its template has no total.
        templateField(templates?.filter(({ total }) => total === null) ?? null, {
            hint: 'shop.round.template.hint',
            required: false,
            shown: isDraw,
        }),
        templateField(templates, { shown: (values) => !isDraw(values) }),
        {
            name: 'stock',
            kind: 'integer',
            label: 'shop.stock',
            required: true,
            from: 1,
            to: 1_000_000_000,
            shown: (values) => !isDraw(values),
        },
        ...windows,
        ...quotaFields(isDraw),
        {
            name: 'beacon',
            kind: 'text',
            label: 'shop.beacon',
            hint: 'shop.beacon.hint',
            pattern: /^(none|drand [0-9a-f]{64}( [1-9][0-9]*)?)$/,
            otherwise: 'shop.wrong.beacon',
            initial: 'none',
            shown: isDraw,
        },
    ],
    finish: ({ quota, beacon, ...json }, values) =>
        isDraw(values) ? { reserve: null, ...json, quota: joinQuota(quota), beacon: beacon ?? 'none' } : json,
    check,
});
