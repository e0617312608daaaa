// The form of a template: what its coupons take off, of what, for whom and until when.
import { money as inMoney, number } from '../../texts/formats.mjs';
import { namedBy } from '../forms/named.mjs';
import { idField, timeField } from '../forms/shared_fields.mjs';

/**
 * @typedef {import('../forms/kinds.mjs').Field} Field
 * @typedef {import('../forms/kinds.mjs').Values} Values
 */

const mostMoney = 1_000_000_000_000;
const mostUnits = 10_000;

/** How many digits of a whole unit the currency's smallest has. @param {Values} values */
function currencyDigits({ currency }) {
    if (!/^[A-Z]{3}$/.test(currency)) return 2;
    return (
        new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
            .maximumFractionDigits ?? 2
    );
}

/** @param {string} name @param {Field['label']} label @param {readonly string[]} choices @param {Partial<Field>} [rest] */
const choice = (name, label, choices, rest) =>
    /** @satisfies {Field} */ ({
        name,
        kind: /** @type {const} */ ('choice'),
        label,
        choices,
        name_of: namedBy(label),
        initial: choices[0],
        ...rest,
    });

/** @param {string} name @param {...string} kinds of benefit that have it @returns {Pick<Field, 'name' | 'shown'>} */
const ofBenefit = (name, ...kinds) => ({
    name: `benefit.${name}`,
    shown: (values) => kinds.includes(values['benefit.kind']),
});

/** @type {Field} */
const money = {
    name: '',
    kind: 'decimal',
    label: 'shop.amount',
    from: 1,
    to: mostMoney,
    digits: currencyDigits,
    words: (typed, _, values) =>
        inMoney(Math.round(Number(typed) * 10 ** currencyDigits(values)), values.currency),
};

/** @type {Field[]} */
const benefit = [
    choice('benefit.kind', 'shop.benefit', [
        'amount_off',
        'percent_off',
        'free_shipping',
        'buy_x_get_y',
        'free_item',
    ]),
    { ...money, ...ofBenefit('amount', 'amount_off'), required: true },
    {
        ...ofBenefit('basis_points', 'percent_off'),
        kind: 'decimal',
        label: 'shop.percent',
        required: true,
        from: 1,
        to: 10_000,
        digits: () => 2,
        words: (typed) => number(Number(typed) / 100, { style: 'percent', maximumFractionDigits: 2 }),
    },
    { ...ofBenefit('product', 'free_item'), kind: 'text', label: 'shop.product', required: true, bytes: 128 },
    {
        ...ofBenefit('quantity', 'free_item'),
        kind: 'integer',
        label: 'shop.quantity',
        required: true,
        from: 1,
        to: mostUnits,
    },
    {
        ...ofBenefit('buy', 'buy_x_get_y'),
        kind: 'integer',
        label: 'shop.buy',
        required: true,
        from: 1,
        to: mostUnits,
    },
    {
        ...ofBenefit('get', 'buy_x_get_y'),
        kind: 'integer',
        label: 'shop.get',
        required: true,
        from: 1,
        to: mostUnits,
    },
    { ...ofBenefit('times', 'buy_x_get_y'), kind: 'integer', label: 'shop.times', from: 1, to: mostUnits },
    { ...money, ...ofBenefit('cap', 'percent_off', 'free_shipping'), label: 'shop.cap' },
    {
        ...money,
        ...ofBenefit('threshold', 'amount_off', 'percent_off', 'free_shipping', 'free_item'),
        label: 'shop.threshold',
        hint: 'shop.threshold.hint',
    },
];

/** @type {Field[]} */
const rules = [
    choice('scope.kind', 'shop.scope', ['shop', 'merchants', 'categories', 'products']),
    {
        name: 'scope.ids',
        kind: 'lines',
        label: 'shop.scope.ids',
        hint: 'shop.lines.hint',
        required: true,
        lines: 1000,
        bytes: 128,
        shown: (values) => values['scope.kind'] !== 'shop',
    },
    choice('stacking.kind', 'shop.stacking', ['exclusive', 'group']),
    {
        name: 'stacking.group',
        kind: 'text',
        label: 'shop.group',
        required: true,
        bytes: 64,
        shown: (values) => values['stacking.kind'] === 'group',
    },
    {
        name: 'stacking.at_most',
        kind: 'integer',
        label: 'shop.at_most',
        required: true,
        from: 1,
        to: 5,
        shown: (values) => values['stacking.kind'] === 'group',
    },
];

const isClaimable = (/** @type {Values} */ { claimable }) => claimable === 'yes';
const isWindow = (/** @type {Values} */ { validity }) => validity === 'window';

/** @type {Field[]} */
const issue = [
    {
        name: 'total',
        kind: 'integer',
        label: 'shop.total',
        hint: 'shop.total.hint',
        from: 1,
        to: 1_000_000_000,
    },
    {
        name: 'per_user',
        kind: 'integer',
        label: 'shop.per_user',
        hint: 'shop.total.hint',
        from: 1,
        to: 1_000_000,
    },
    choice('claimable', 'shop.claimable', ['no', 'yes'], { aside: true }),
    timeField('claim.from', 'shop.claim.from', isClaimable),
    timeField('claim.to', 'shop.claim.to', isClaimable),
    choice('validity', 'shop.validity', ['days', 'window'], { aside: true }),
    {
        name: 'valid.days',
        kind: 'integer',
        label: 'shop.valid.days',
        required: true,
        from: 1,
        to: 3660,
        initial: '30',
        shown: (values) => !isWindow(values),
    },
    timeField('valid.from', 'shop.valid.from', isWindow),
    timeField('valid.to', 'shop.valid.to', isWindow),
    choice('audience.kind', 'shop.audience', ['everyone', 'users', 'segment']),
    {
        name: 'audience.segment',
        kind: 'text',
        label: 'shop.segment',
        hint: 'shop.segment.hint',
        required: true,
        bytes: 64,
        shown: (values) => values['audience.kind'] === 'segment',
    },
    { name: 'remind_days', kind: 'integer', label: 'shop.remind_days', from: 1, to: 365 },
];

/** @type {import('../forms/form.mjs').Form} */
export const templateForm = {
    id: 'template',
    fields: [
        idField('template', 'shop.template.id'),
        { name: 'title', kind: 'text', label: 'shop.template.title', required: true, characters: 200 },
        {
            name: 'currency',
            kind: 'text',
            label: 'shop.currency',
            hint: 'shop.currency.hint',
            required: true,
            pattern: /^[A-Z]{3}$/,
            otherwise: 'shop.wrong.currency',
            initial: 'TWD',
        },
        ...benefit,
        ...rules,
        ...issue,
    ],
    begin: (json) => ({
        ...json,
        claimable: json.claim === null ? 'no' : 'yes',
        validity: 'days' in json.valid ? 'days' : 'window',
    }),
    check({ claim, valid }, wrong) {
        if (claim && claim.from >= claim.to) wrong('claim.to', 'shop.wrong.order');
        if (valid.from !== undefined && valid.from >= valid.to) wrong('valid.to', 'shop.wrong.order');
    },
};

/** What may be changed of a published template: what its coupons promise stands. */
export const canChange = (/** @type {string} */ name) =>
    ['title', 'total', 'per_user', 'remind_days', 'claim.to'].includes(name);
