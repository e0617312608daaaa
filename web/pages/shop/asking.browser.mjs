// Every action asks once and says what it did, whatever else happens meanwhile.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertAccessible, desk, openBrowserOf } from '../testing/browser.mjs';
import { act, fill, openSection, rule } from '../testing/console.mjs';
import { browser, service } from '../testing/stage.mjs';

const staff = { ...desk, token: await service.tokenOf('mei', ['operator', 'merchant']) };

const draft = (template) =>
    service.ask('/v1/templates', {
        method: 'POST',
        token: staff.token,
        json: { template, title: `Title of ${template}`, ...rule },
    });

await draft('gift');
await service.ask('/v1/templates/gift/publish', { method: 'POST', token: staff.token });

/** What was said has the focus, so that a keyboard goes on from there. */
const saidHasFocus = (page) =>
    page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'status');

/** Lets a request do what it does, and its answer wait for something. */
async function holdBack(page, path, until) {
    await page.route(path, async (route) => {
        const response = await route.fetch();
        await until();
        await route.fulfill({ response });
    });
}

/** A round's place, with the form to void it filled in. */
async function aboutToVoid(page, round) {
    await page.getByRole('link', { name: round, exact: true }).click();
    await page.getByText('Void this round').click();
    await fill(page, { Reason: 'rain' });
}

test('a round that is seen to be void before the answer comes is said to be', async () => {
    await service.announce('slow', { enter: [3600, 3660] });
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await aboutToVoid(page, 'slow');
    await holdBack(page, '**/v1/rounds/slow/void', () => page.getByText('Void · rain').waitFor());
    await act(page, 'Void the round', 'The round slow is void: rain');
    await saidHasFocus(page);
    assert.equal(await page.getByText('Void this round').count(), 0);
    await person.close();
});

test('a question stays, and says it is too late, when another voids the round', async () => {
    await service.announce('twice', { enter: [3600, 3660] });
    const person = await openBrowserOf(browser, service, { ...staff, allowed: /status of 409/ });
    const page = await person.open('/shop');
    await page.getByRole('link', { name: 'twice', exact: true }).click();
    await page.getByText('Keep a user out of the draw').click();
    await fill(page, { User: 'clerk', Reason: 'staff' });
    await page.getByRole('button', { name: 'Decide this' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const { token } = staff;
    await service.ask('/v1/rounds/twice/void', { method: 'POST', token, json: { reason: 'rain' } });
    await page.getByText('Void · rain').waitFor();
    const decide = dialog.getByRole('button', { name: 'Decide this' });
    await decide.click();
    const refusal = dialog.getByRole('alert').getByText('That was refused');
    await refusal.waitFor();
    await assertAccessible(page);
    // Refused again, it is told again: what was told before goes first.
    await holdBack(page, '**/disqualifications/clerk', () => refusal.waitFor({ state: 'detached' }));
    await decide.click();
    await refusal.waitFor({ state: 'detached' });
    await refusal.waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.getByText('Keep a user out of the draw').count(), 0);
    await person.close();
});

test('a grant is stopped on its way, and says how many coupons were given', async () => {
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await openSection(page, 'Grants');
    await page.getByRole('link', { name: 'Grant coupons to a list' }).click();
    const list = join(service.folder, 'everybody.csv');
    writeFileSync(list, Array.from({ length: 600_000 }, (_, number) => `user-${number}\n`).join(''));
    await fill(page, { Grant: 'all', Template: 'gift' });
    await page.getByLabel('List of users').setInputFiles(list);
    await act(page, 'Grant coupons to a list', 'The grant all is under way: 600,000 users are on its list.');
    const row = page.getByRole('row', { name: /^all/ });
    await row.getByText('Running').waitFor();
    await holdBack(page, '**/v1/grants/all/stop', () => row.getByText('Stopped').waitFor());
    await act(page, 'Stop', /The grant all is stopped; [\d,]+ coupons were given\./);
    await saidHasFocus(page);
    const { grants } = await service.ask('/v1/grants', { token: staff.token });
    assert.equal(grants[0].state, 'stopped');
    assert.ok(grants[0].issued < 600_000);
    assert.equal(await row.getByRole('button', { name: 'Stop' }).count(), 0);
    await person.close();
});

test('an action goes on when the connection is back', async () => {
    await service.announce('cut', { enter: [3600, 3660] });
    const allowed = /ERR_INTERNET_DISCONNECTED/;
    const person = await openBrowserOf(browser, service, { ...staff, allowed });
    const page = await person.open('/shop');
    await aboutToVoid(page, 'cut');
    await page.getByRole('button', { name: 'Void the round' }).click();
    await person.context.setOffline(true);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Void the round' }).click();
    await dialog.getByText('No connection.').waitFor();
    assert.equal((await service.ask('/v1/rounds/cut')).state, 'announced');
    await person.context.setOffline(false);
    await page.getByRole('status').getByText('The round cut is void: rain').waitFor();
    await person.close();
});

test('where an answer was lost, no more is said than is known', async () => {
    await service.announce('lost', { enter: [3600, 3660] });
    const person = await openBrowserOf(browser, service, { ...staff, allowed: /ERR_FAILED/ });
    const page = await person.open('/shop');
    await page.getByRole('link', { name: 'lost', exact: true }).click();
    await page.getByText('Keep a user out of the draw').click();
    await fill(page, { User: 'clerk', Reason: 'staff' });
    await act(page, 'Decide this', 'clerk is kept out of the draw: staff.');
    let asked = 0;
    await page.route('**/disqualifications/clerk', async (route) => {
        const response = await route.fetch();
        await (++asked === 1 ? route.abort() : route.fulfill({ response }));
    });
    await fill(page, { User: 'clerk', Decision: 'Let in again' });
    await act(page, 'Decide this', 'clerk is not kept out of the draw.');
    assert.equal(asked, 2);
    await person.close();
});

test('who calls off what was sent is told that it may have been done, and sees what there is', async () => {
    await draft('hasty');
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await openSection(page, 'Templates');
    await page.getByRole('link', { name: 'hasty', exact: true }).click();
    let done;
    const wasDone = new Promise((resolve) => (done = resolve));
    await page.route('**/v1/templates/hasty/publish', async (route) => {
        await route.fetch();
        done();
    });
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await wasDone;
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('status').getByText('It may have been done nevertheless').waitFor();
    await page.getByText('Published', { exact: true }).waitFor();
    await person.close();
});

test('a key pressed for too long takes back nothing that cannot be taken back', async () => {
    await service.announce('kept', { enter: [3600, 3660] });
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await aboutToVoid(page, 'kept');
    await page.getByLabel('Reason').filter({ visible: true }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await service.ask('/v1/rounds/kept')).state, 'announced');
    await person.close();
});

test('the last page of a list comes under the one before, and has the focus', async () => {
    for (let number = 0; number < 130; ++number) await draft(`t-${String(number).padStart(3, '0')}`);
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await openSection(page, 'Templates');
    const rows = page.getByRole('table').locator('tbody tr');
    await page.getByRole('button', { name: 'Show more' }).waitFor();
    assert.equal(await rows.count(), 100);
    // The table is never gone meanwhile.
    await page.evaluate(() => {
        const table = document.querySelector('table');
        new MutationObserver(() => table.isConnected || console.error('the table went')).observe(
            document.body,
            { childList: true, subtree: true },
        );
    });
    await page.getByRole('button', { name: 'Show more' }).click();
    await rows.nth(100).waitFor();
    await page.waitForFunction(() => document.activeElement === document.querySelectorAll('tbody tr')[100]);
    assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
    await person.close();
});
