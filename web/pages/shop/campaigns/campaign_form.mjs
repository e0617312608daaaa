// The form of a campaign: a round that is repeated every day.
import { namedBy } from '../forms/named.mjs';
import { checkQuota, joinQuota, quotaFields, splitQuota } from '../forms/quota_fields.mjs';
import { idField, templateField } from '../forms/shared_fields.mjs';

/** @typedef {import('../forms/kinds.mjs').Field} Field */

const isReserved = (/** @type {import('../forms/kinds.mjs').Values} */ { reservation }) =>
    reservation === 'yes';

const dayS = 86_400;

/** @type {Field[]} */
const whenInTheDay = [
    {
        name: 'time_zone',
        kind: 'text',
        label: 'shop.time_zone',
        hint: 'shop.time_zone.hint',
        required: true,
        initial: 'Asia/Taipei',
    },
    {
        name: 'starts_at',
        kind: 'clock',
        label: 'shop.starts_at',
        hint: 'shop.starts_at.hint',
        required: true,
        initial: '23:00',
    },
    {
        name: 'enter_for_s',
        kind: 'integer',
        label: 'shop.enter_for_s',
        required: true,
        from: 1,
        to: dayS,
        initial: '60',
    },
    {
        name: 'reservation',
        kind: 'choice',
        label: 'shop.reservation',
        choices: ['yes', 'no'],
        name_of: namedBy('shop.reservation'),
        initial: 'yes',
        aside: true,
    },
    {
        name: 'reserve.opens_before_s',
        kind: 'integer',
        label: 'shop.opens_before_s',
        required: true,
        from: 1,
        to: dayS,
        initial: '300',
        shown: isReserved,
    },
    {
        name: 'reserve.closes_before_s',
        kind: 'integer',
        label: 'shop.closes_before_s',
        required: true,
        from: 0,
        to: dayS - 1,
        initial: '60',
        shown: isReserved,
    },
];

/** @type {Field[]} */
const days = [
    { name: 'first_day', kind: 'date', label: 'shop.first_day' },
    { name: 'last_day', kind: 'date', label: 'shop.last_day' },
];

/** @param {string} name */
function isTimeZone(name) {
    try {
        return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
    } catch {
        return false;
    }
}

/**
 * @param {{template: string, title: string, total: number | null}[] | null} templates as roundForm has them
 * @returns {import('../forms/form.mjs').Form}
 */
export const campaignForm = (templates) => ({
    id: 'campaign',
    fields: [
        {
            ...idField('campaign', 'shop.campaign.id'),
            hint: 'shop.campaign.id.hint',
            pattern: /^[a-z0-9][a-z0-9-]{0,52}$/,
        },
        templateField(templates?.filter(({ total }) => total === null) ?? null, {
            hint: 'shop.round.template.hint',
            required: false,
        }),
        ...whenInTheDay,
        ...days,
        ...quotaFields(),
        {
            name: 'beacon',
            kind: 'text',
            label: 'shop.beacon',
            hint: 'shop.beacon.day.hint',
            pattern: /^(none|drand [0-9a-f]{64})$/,
            otherwise: 'shop.wrong.beacon',
            initial: 'none',
        },
    ],
    begin: (json) => ({
        ...json,
        campaign: null,
        quota: splitQuota(json.quota),
        reservation: json.reserve === null ? 'no' : 'yes',
    }),
    finish: ({ quota, beacon, ...json }) => ({
        reserve: null,
        ...json,
        quota: joinQuota(quota),
        beacon: beacon ?? 'none',
    }),
    check({ time_zone: zone, reserve, quota, first_day: first, last_day: last }, wrong) {
        if (!isTimeZone(zone)) wrong('time_zone', 'shop.wrong.zone');
        if (reserve && reserve.opens_before_s <= reserve.closes_before_s)
            wrong('reserve.closes_before_s', 'shop.wrong.closes');
        if (first && last && last < first) wrong('last_day', 'shop.wrong.order');
        checkQuota(quota, wrong);
    },
});
