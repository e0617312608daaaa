// The shop's day, from a template to the books, in the console.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
    assertAccessibleInBothLooks,
    desk,
    measurePace,
    openBrowserOf,
    photograph,
} from '../testing/browser.mjs';
import { act, fill, openSection, timeIn } from '../testing/console.mjs';
import { browser, service } from '../testing/stage.mjs';

const staff = { ...desk, token: await service.tokenOf('mei', ['operator', 'merchant']) };
const pace = await measurePace(browser, service);

test('the shop’s day', async () => {
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');

    await openSection(page, 'Templates');
    await page.getByRole('link', { name: 'Draft a template' }).click();
    await fill(page, {
        Template: 'spend-100',
        Title: 'Spend 100, get 20.50 off',
        Amount: '20.50',
        From: '100',
    });
    await assertAccessibleInBothLooks(page);
    await act(page, 'Draft a template', 'The template spend-100 is drafted.', async (dialog) => {
        await dialog.getByText('$20.50', { exact: false }).waitFor();
    });
    const drafted = await service.ask('/v1/templates/spend-100', { token: staff.token });
    assert.deepEqual(drafted.benefit, { kind: 'amount_off', amount: 2050, threshold: 10000 });

    // A draft can become something else altogether.
    await page.getByText('Change it').click();
    await fill(page, { 'What it takes off': 'A percentage', Percent: '12.5', 'At most': '50' });
    await act(page, 'Change the template', 'The template spend-100 is changed.');
    const changed = await service.ask('/v1/templates/spend-100', { token: staff.token });
    assert.deepEqual(changed.benefit, {
        kind: 'percent_off',
        basis_points: 1250,
        cap: 5000,
        threshold: 10000,
    });
    await act(page, 'Publish', 'The template spend-100 is published.');
    await page.getByText('Published', { exact: true }).waitFor();

    const users = ['clerk', ...Array.from({ length: 41 }, (_, number) => `entrant-${number}`)];
    const tokens = await Promise.all(users.map((user) => service.tokenOf(user)));
    const waves = [9, 15, 10, 5, 3].map((size) => tokens.splice(0, size));

    await openSection(page, 'Rounds');
    await page.getByRole('link', { name: 'Announce a round' }).click();
    await fill(page, {
        Round: 'sale',
        Template: 'Spend 100, get 20.50 off (spend-100)',
        Reservation: 'Not needed',
        'How many win': 'A number',
        'Number of winners': '10',
    });
    await assertAccessibleInBothLooks(page);
    // Times at last: from here on there is no more to do than that before entries open.
    await fill(page, { 'Entries open': timeIn(15 * pace), 'Entries end': timeIn(40 * pace) });
    await act(page, 'Announce a round', 'The round sale is announced.', async (dialog) => {
        // Told as a person reads it, not as it was typed.
        assert.doesNotMatch(await dialog.innerText(), /\d{4}-\d\d-\d\dT/);
    });

    await page.getByRole('heading', { level: 1, name: 'sale' }).waitFor();
    await page.getByText('Keep a user out of the draw').click();
    await fill(page, { User: 'clerk', Reason: 'staff' });
    await act(page, 'Decide this', 'clerk is kept out of the draw: staff.');
    await fill(page, { User: 'boss', Reason: 'staff' });
    await act(page, 'Decide this', 'boss is kept out of the draw: staff.');
    await fill(page, { User: 'boss', Decision: 'Let in again' });
    await act(page, 'Decide this', 'boss is in the draw again.');

    await page.getByText('Open: taking entries').waitFor();
    const figure = (name) => page.locator(`[data-figure="shop.${name}"]`);
    let entries = 0;
    for (const wave of waves) {
        const enter = (token) => service.ask('/v1/rounds/sale/entry', { method: 'POST', token });
        await Promise.all(wave.map(enter));
        entries += wave.length;
        await figure('entries').getByText(String(entries), { exact: true }).waitFor();
    }
    await page
        .getByRole('img', { name: new RegExp(`^${entries} entries so far`) })
        .locator('canvas')
        .waitFor();
    await photograph(page, 'shop-round');
    await assertAccessibleInBothLooks(page);

    await page.getByText('Drawn', { exact: true }).waitFor({ timeout: 60_000 * pace });
    await figure('winners').getByText('10', { exact: true }).waitFor();
    await figure('coupons').getByText('10', { exact: true }).waitFor();
    await figure('disqualified').getByText('1', { exact: true }).waitFor();
    assert.equal(await page.getByText('Void this round').count(), 0);

    await openSection(page, 'Grants');
    await page.getByRole('link', { name: 'Grant coupons to a list' }).click();
    const list = join(service.folder, 'regulars.csv');
    writeFileSync(
        list,
        `user\n${Array.from({ length: 2000 }, (_, number) => `user-${number}\n`).join('')}user-7\n`,
    );
    await fill(page, { Grant: 'regulars', Template: 'Spend 100, get 20.50 off (spend-100)' });
    await page.getByLabel('List of users').setInputFiles(list);
    await act(
        page,
        'Grant coupons to a list',
        'The grant regulars is under way: 2,001 users are on its list.',
        async (dialog) => {
            await dialog.getByText('regulars.csv: 2,001 users').waitFor();
        },
    );
    const row = page.getByRole('row', { name: /^regulars/ });
    await row.getByText('Finished').waitFor();
    await row.getByText('2,001 of 2,001').waitFor();
    await assertAccessibleInBothLooks(page);
    const refusals = await downloaded(page, 'Refusals of regulars as CSV');
    assert.equal(refusals.text, 'place,user,reason\r\n2001,"user-7",repeated\r\n');

    await openSection(page, 'Numbers');
    await page.getByRole('row', { name: /^spend-100 2,010/ }).waitFor();
    await page.locator('canvas').nth(1).waitFor();
    await photograph(page, 'shop-numbers');
    await assertAccessibleInBothLooks(page);
    const numbers = await downloaded(page, 'Download CSV');
    assert.equal(numbers.name, 'coupons.csv');
    assert.match(numbers.text, /\r\nspend-100,TWD,2010,10,0,2000,0,0,0,0,0,0,0,0,0\r\n$/);

    await openSection(page, 'Reconciliation');
    await page.getByRole('button', { name: 'Reconcile now' }).click();
    await page.getByText(/^All of it adds up: 2,010 coupons/).waitFor();
    assert.equal((await downloaded(page, 'Download CSV')).text, 'problem,coupon,order,detail\r\n');
    await assertAccessibleInBothLooks(page);
    await person.close();
});

test('a round is voided, with its reason, after asking once', async () => {
    await service.announce('never', { enter: [600, 660] });
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await page.getByRole('link', { name: 'never', exact: true }).click();
    await page.getByText('Void this round').click();
    await fill(page, { Reason: 'a slip of the pen' });
    await page.getByRole('button', { name: 'Void the round' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await service.ask('/v1/rounds/never')).state, 'announced');
    await act(page, 'Void the round', 'The round never is void: a slip of the pen');
    await page.getByText('Void', { exact: true }).waitFor();
    await person.close();
});

test('a round for whoever of a list comes first shows what is left', async () => {
    const benefit = { kind: 'free_shipping' };
    const rule = { currency: 'TWD', benefit, scope: { kind: 'shop' }, stacking: { kind: 'exclusive' } };
    const json = {
        template: 'rush',
        title: 'Free shipping',
        ...rule,
        total: 50,
        valid: { days: 3 },
        audience: { kind: 'users' },
    };
    await service.ask('/v1/templates', { method: 'POST', token: staff.token, json });
    await service.ask('/v1/templates/rush/publish', { method: 'POST', token: staff.token });
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await openSection(page, 'Templates');
    await page.getByRole('link', { name: 'rush', exact: true }).click();
    await page.getByText('0 users are on its list.').waitFor();
    const list = join(service.folder, 'friends.csv');
    writeFileSync(list, 'ann\nben\n');
    await page.getByLabel('List of users').setInputFiles(list);
    await act(page, 'Replace the list', 'The template rush is for 2 users.');
    await page.getByText('2 users are on its list.').waitFor();
    // What was sent is not there to be sent again.
    assert.equal(await page.getByLabel('List of users').inputValue(), '');
    await assertAccessibleInBothLooks(page);

    await openSection(page, 'Rounds');
    await page.getByRole('link', { name: 'Announce a round' }).click();
    await fill(page, { Kind: 'First come, first served' });
    await fill(page, {
        Round: 'first',
        Template: 'rush',
        'Coupons there are': '20',
        'Entries open': timeIn(600),
        'Entries end': timeIn(660),
    });
    await act(page, 'Announce a round', 'The round first is announced.');
    await page.locator('[data-figure="shop.remaining"]').getByText('20', { exact: true }).waitFor();
    await assertAccessibleInBothLooks(page);
    await person.close();
});

test('a campaign is begun, stopped, and another one like it begun', async () => {
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await openSection(page, 'Campaigns');
    await page.getByRole('link', { name: 'Begin a campaign' }).click();
    await fill(page, { Campaign: 'daily', 'Winners …': '1', '… of each': '7' });
    await act(page, 'Begin a campaign', 'The campaign daily has begun.');
    await act(page, 'Stop the campaign', 'The campaign daily is stopped.');
    await page.getByText('Another one like this').click();
    await fill(page, { Campaign: 'nightly', 'Entries open at': '21:30' });
    await assertAccessibleInBothLooks(page);
    await act(page, 'Begin a campaign', 'The campaign nightly has begun.');
    const { campaigns } = await service.ask('/v1/campaigns', { token: staff.token });
    const told = campaigns.map(({ campaign, starts_at, quota, stopped_at }) => [
        campaign,
        starts_at,
        quota,
        stopped_at !== null,
    ]);
    assert.deepEqual(told, [
        ['daily', '23:00:00', 'odds 1/7 stochastic', true],
        ['nightly', '21:30:00', 'odds 1/7 stochastic', false],
    ]);
    await person.close();
});

/** What a button saves. */
async function downloaded(page, name) {
    const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
    ]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}
