// What goes wrong in people's hands: a token that has run out, a round that is no longer shown, another device.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowserOf } from '../testing/browser.mjs';
import { takePart } from '../testing/people.mjs';
import { browser, service } from '../testing/stage.mjs';

const standing = (page, which) => page.locator(`[data-standing="${which}"]`).waitFor({ timeout: 300_000 });
const grab = (page) => page.getByRole('button', { name: 'Grab' });
const isRound = (page, round) => page.getByText(new RegExp(`^${round} · `)).waitFor();

/** A token of the same person that the service does not take. */
function runOut(token) {
    const [header, payload, signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url'));
    const old = Buffer.from(JSON.stringify({ ...claims, exp: 1_700_000_000 })).toString('base64url');
    return [header, old, signature].join('.');
}

test('nobody is taken away from what they pressed, and it is sent whatever is shown', async () => {
    await service.announce('short', { enter: [5, 35] });
    await service.announce('long', { enter: [6, 600] });
    const token = await service.tokenOf('ann');
    const person = await openBrowserOf(browser, service, { token, allowed: /ERR_FAILED/ });
    const page = await person.open('/');
    await isRound(page, 'short');
    await standing(page, 'open');
    let isCut = true;
    // It arrives, and the answer does not.
    await page.route('**/short/entry', async (route) => {
        if (!isCut) return route.continue();
        await route.fetch();
        return route.abort();
    });
    await grab(page).click();
    await page.getByText('No connection. Asking again…').waitFor();
    // Its window is over, and the other's is not.
    await page.getByText('Grabbing ends in').waitFor({ state: 'detached', timeout: 300_000 });
    await isRound(page, 'short');

    await page.getByRole('link', { name: / long$/ }).click();
    await isRound(page, 'long');
    await page.waitForFunction(() => document.activeElement.id === 'round');
    isCut = false;
    await page.waitForFunction(() => localStorage.getItem('fairdraw entry ann short'), null, {
        timeout: 300_000,
    });
    await page.getByRole('link', { name: / short$/ }).click();
    await page.locator('.receipt').waitFor();
    await isRound(page, 'short');
    await person.close();
});

test('a cookie of the shop’s domain that has run out is no dead end, and no press is lost', async () => {
    await service.announce('cookies', { enter: [4, 600] });
    const good = await service.tokenOf('ann');
    const shop = { ...service, address: service.address.replace('127.0.0.1', 'coupons.shop.localhost') };
    const person = await openBrowserOf(browser, shop, { allowed: /401/ });
    const give = (value) =>
        person.context.addCookies([{ name: 'fairdraw_token', value, domain: '.shop.localhost', path: '/' }]);
    await give(good);
    const page = await person.open('/', 'round=cookies');
    await standing(page, 'open');
    await page.route('**/entry', (route) =>
        route.fulfill({
            status: 401,
            contentType: 'application/problem+json',
            body: JSON.stringify({ status: 401, code: 'UNAUTHENTICATED', detail: 'expired' }),
        }),
    );
    await grab(page).click();
    await page.getByRole('alert').getByText('You are no longer signed in.').waitFor();
    await page.waitForFunction(() => document.activeElement.id === 'sign-in');
    assert.equal(await page.evaluate(() => localStorage.getItem('fairdraw pressed ann cookies')), 'entry');
    await page.unroute('**/entry');

    // One that has run out is refused once, and not taken again.
    await give(runOut(good));
    await page.reload();
    await page.getByText('You are no longer signed in.').waitFor();
    await page.reload();
    await page.getByLabel('Your name').waitFor();
    assert.equal(await page.getByText('Signed in as').count(), 0);
    // The shop signs them in again, while they look elsewhere.
    await give(await service.tokenOf('ann', ['orders']));
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await standing(page, 'entered');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your name').waitFor();
    await person.close();
});

test('a token of the address that has run out gives way to a fresh cookie’s', async () => {
    await service.announce('both', { enter: [4, 600] });
    const fresh = await service.tokenOf('ben');
    const person = await openBrowserOf(browser, service, { token: runOut(fresh), allowed: /401/ });
    await person.context.addCookies([{ name: 'fairdraw_token', value: fresh, url: service.address }]);
    const page = await person.open('/', 'round=both');
    await standing(page, 'open');
    await grab(page).click();
    await standing(page, 'entered');
    assert.equal((await person.context.cookies()).length, 1);
    await person.close();
});

test('a reservation on another device is not denied by what was known before', async () => {
    await service.announce('devices', { reserve: [3, 30], enter: [33, 600] });
    const token = await service.tokenOf('carl');
    const person = await openBrowserOf(browser, service, { token });
    await person.context.addInitScript(() => {
        globalThis.denied = false;
        const look = () => {
            if (document.querySelector('[data-standing="unreserved"]')) globalThis.denied = true;
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    });
    const page = await person.open('/', 'round=devices');
    await standing(page, 'reserving');
    const { reserve } = await takePart(service, 'devices', 'carl');
    await reserve();
    await standing(page, 'open');
    await grab(page).click();
    await standing(page, 'entered');
    assert.equal(await page.evaluate(() => globalThis.denied), false);
    await person.close();
});

test('the open round is found behind many that are announced, and so is one that is not listed', async () => {
    await service.announce('tonight', { enter: [4, 600] });
    for (let i = 0; i < 45; ++i)
        await service.announce(`later-${i}`, { enter: [7200 + 60 * i, 7230 + 60 * i] });
    const person = await openBrowserOf(browser, service, { allowed: /404/ });
    const page = await person.open('/');
    await page.getByRole('link', { name: / tonight$/ }).waitFor();
    assert.equal(await page.getByRole('link', { name: / later-44$/ }).count(), 0);

    await page.route('**/v1/rounds?*', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        json.rounds = json.rounds.filter(({ round }) => round !== 'later-7');
        await route.fulfill({ response, json });
    });
    await page.goto(`${service.address}/?#round=later-7`);
    await isRound(page, 'later-7');
    await page.goto(`${service.address}/?#round=never`);
    await page.getByRole('status').getByText('There is no round never.').waitFor();
    await page.locator('.round').waitFor();
    await person.close();
});

test('a list grows by what was asked for, once, and whoever asked goes on there', async () => {
    const token = await service.tokenOf('dora');
    const person = await openBrowserOf(browser, service, { token });
    const coupon = (i) => ({
        code: `CODE${i}`,
        status: 'available',
        title: null,
        currency: null,
        benefit: null,
        round: null,
        expires_at: null,
    });
    await person.context.route('**/v1/me/coupons?*', async (route) => {
        const isFirst = !route.request().url().includes('cursor');
        await route.fulfill({
            json: isFirst
                ? { coupons: [1, 2, 3, 4, 5].map(coupon), cursor: 'next' }
                : { coupons: [6, 7].map(coupon), cursor: null },
        });
    });
    const page = await person.open('/');
    const wallet = page.getByRole('region', { name: 'My coupons' });
    await wallet.scrollIntoViewIfNeeded();
    await wallet.getByRole('button', { name: 'Show more' }).evaluate((button) => {
        button.focus();
        button.click();
        button.click();
    });
    await page.waitForFunction(() => document.activeElement.textContent.includes('CODE6'));
    assert.equal(await wallet.getByRole('listitem').count(), 7);
    await person.close();
});
