// Forms: what is typed becomes what the API takes, and the reverse; what it would refuse is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignForm } from '../campaigns/campaign_form.mjs';
import { roundForm } from '../rounds/round_form.mjs';
import { templateForm } from '../templates/template_form.mjs';
import { mergePatch, readForm, refusedField, valuesOf } from './form.mjs';

const from = '2031-11-21T15:00:00.000Z';
const to = '2031-11-21T15:01:00.000Z';

const template = {
    template: 't',
    title: 'T',
    currency: 'JPY',
    benefit: { kind: 'amount_off', amount: 2000, threshold: null },
    scope: { kind: 'shop' },
    stacking: { kind: 'exclusive' },
    total: null,
    per_user: 2,
    claim: { from, to },
    valid: { days: 30 },
    audience: { kind: 'everyone' },
    remind_days: null,
};
const templates = [
    template,
    { ...template, currency: 'TWD', benefit: { kind: 'amount_off', amount: 2005, threshold: 1 } },
    { ...template, benefit: { kind: 'percent_off', basis_points: 1250, cap: 50, threshold: null } },
    { ...template, benefit: { kind: 'free_shipping', cap: null, threshold: 7 } },
    { ...template, benefit: { kind: 'buy_x_get_y', buy: 2, get: 1, times: null } },
    { ...template, benefit: { kind: 'free_item', product: 'mug', quantity: 1, threshold: null } },
    { ...template, scope: { kind: 'products', ids: ['a', 'b c'] }, total: 5, remind_days: 3 },
    { ...template, stacking: { kind: 'group', group: 'autumn', at_most: 3 }, valid: { from, to } },
    { ...template, audience: { kind: 'segment', segment: 'vip' } },
];

test('what the API tells of a template is typed, and read again as it was', () => {
    for (const known of templates) {
        const { json, wrongs } = readForm(templateForm, valuesOf(templateForm, known));
        assert.deepEqual(wrongs, {});
        assert.deepEqual(json, known);
    }
});

test('money is typed in whole units, with as many digits as the currency has', () => {
    assert.equal(valuesOf(templateForm, templates[0])['benefit.amount'], '2000');
    assert.equal(valuesOf(templateForm, templates[1])['benefit.amount'], '20.05');
    assert.equal(valuesOf(templateForm, templates[2])['benefit.basis_points'], '12.50');
});

/** RFC 7396. */
function apply(target, patch) {
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
    const result = typeof target === 'object' && target !== null ? { ...target } : {};
    for (const [name, value] of Object.entries(patch)) {
        if (value === null) delete result[name];
        else result[name] = apply(result[name], value);
    }
    return result;
}
const withoutNulls = (json) => apply({}, json);

test('a change is a merge patch that makes any template of any other', () => {
    for (const before of templates)
        for (const after of templates)
            assert.deepEqual(
                withoutNulls(apply(before, mergePatch(before, after))),
                withoutNulls(after),
                JSON.stringify([before, after]),
            );
    assert.deepEqual(mergePatch(template, template), {});
});

test('a campaign’s quota is asked for in parts, and sent as one text', () => {
    const campaign = {
        campaign: 'daily',
        time_zone: 'Asia/Taipei',
        starts_at: '23:00:00',
        reserve: { opens_before_s: 300, closes_before_s: 60 },
        enter_for_s: 60,
        quota: 'odds 1/5 floor',
        beacon: 'none',
        first_day: null,
        last_day: null,
        template: null,
    };
    for (const quota of ['odds 1/5 floor', 'odds 3/1000000 stochastic', 'count 0', 'count 100'])
        for (const reserve of [campaign.reserve, null]) {
            const form = campaignForm(null);
            const values = { ...valuesOf(form, { ...campaign, quota, reserve }), campaign: 'daily' };
            const { json, wrongs } = readForm(form, values);
            assert.deepEqual(wrongs, {});
            assert.deepEqual(json, { ...campaign, quota, reserve, starts_at: '23:00' });
        }
});

test('a round’s checks know its kind', () => {
    const form = roundForm(null);
    const values = {
        ...valuesOf(form),
        round: 'r',
        kind: 'first_come',
        stock: '10',
        template: 't',
        'enter.from': '2031-11-21T15:00',
        'enter.to': '2031-11-21T15:01',
    };
    const { json, wrongs } = readForm(form, values);
    assert.deepEqual(wrongs, {});
    assert.deepEqual(Object.keys(json).sort(), ['enter', 'kind', 'round', 'stock', 'template']);
    assert.deepEqual(Object.keys(readForm(form, { ...values, template: '' }).wrongs), ['template']);
    const drawn = {
        ...values,
        kind: 'draw',
        reservation: 'no',
        template: '',
        'quota.of': '6',
        'enter.to': '2031-11-21T14:00',
    };
    assert.deepEqual(Object.keys(readForm(form, drawn).wrongs).sort(), ['enter.to', 'quota.of']);
    assert.equal(
        readForm(form, { ...drawn, 'quota.kind': 'count', 'enter.to': '2031-11-21T15:01' }).json.reserve,
        null,
    );
});

test('a refusal finds its field', () => {
    const form = roundForm(null);
    const values = valuesOf(form);
    const at = (detail) => refusedField(form, values, detail);
    assert.equal(at('another round has this id already'), 'round');
    assert.equal(at('reserve.from is past: a round is announced before reservations open'), 'reserve.from');
    assert.equal(at('enter: `from` must be before `to`'), 'enter.from');
    assert.equal(at('quota: the odds must be from 1/1000000 to 1/1'), 'quota.kind');
    assert.equal(at('template: there is no such template'), 'template');
    assert.equal(at('the origin is another'), null);
    const campaign = campaignForm(null);
    assert.equal(
        refusedField(campaign, valuesOf(campaign), 'opens_before_s: must be a whole number from 1 to 86400'),
        'reserve.opens_before_s',
    );
});

test('a number of winners is at most what the protocol counts to', () => {
    const form = campaignForm(null);
    const values = { ...valuesOf(form), campaign: 'c', 'quota.kind': 'count' };
    assert.deepEqual(readForm(form, { ...values, 'quota.count': String(2 ** 40) }).wrongs, {});
    const { wrongs } = readForm(form, { ...values, 'quota.count': String(2 ** 40 + 1) });
    assert.deepEqual(Object.keys(wrongs), ['quota.count']);
});

test('no year has five digits', () => {
    const campaign = campaignForm(null);
    const dated = (first_day) => ({ ...valuesOf(campaign), campaign: 'c', first_day });
    assert.deepEqual(readForm(campaign, dated('9999-12-31')).wrongs, {});
    assert.deepEqual(Object.keys(readForm(campaign, dated('12026-11-21')).wrongs), ['first_day']);
    const timed = (time) => ({
        ...valuesOf(templateForm, template),
        'claim.from': '2031-11-21T15:00',
        'claim.to': time,
    });
    assert.deepEqual(readForm(templateForm, timed('9999-12-30T15:00')).wrongs, {});
    assert.deepEqual(Object.keys(readForm(templateForm, timed('12031-11-21T15:00')).wrongs), ['claim.to']);
});
