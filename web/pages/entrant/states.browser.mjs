// What else may become of a person in a round, and how the page asks the server.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessibleInBothLooks, openBrowserOf } from '../testing/browser.mjs';
import { browser, service } from '../testing/stage.mjs';

const firstViewLimit = 150 * 1024;

const standing = (page, which) => page.locator(`[data-standing="${which}"]`).waitFor({ timeout: 300_000 });
const grab = (page) => page.getByRole('button', { name: 'Grab' });

async function asOperator(path, json) {
    const token = await service.tokenOf('operator', ['operator']);
    return service.ask(path, { method: 'POST', token, json });
}

async function asMerchant(path, json) {
    const token = await service.tokenOf('merchant', ['merchant']);
    return service.ask(path, { method: 'POST', token, json });
}

/** A template of which coupons can be issued. */
async function publish(members) {
    await asMerchant('/v1/templates', {
        title: 'Free shipping',
        currency: 'TWD',
        benefit: { kind: 'free_shipping' },
        scope: { kind: 'shop' },
        stacking: { kind: 'exclusive' },
        valid: { days: 1 },
        ...members,
    });
    await asMerchant(`/v1/templates/${members.template}/publish`);
}

/** A person's browser at a round, signed in. */
async function visit(user, round, options = {}) {
    const token = await service.tokenOf(user);
    const person = await openBrowserOf(browser, service, { token, ...options });
    return { person, page: await person.open('/', `round=${round}`) };
}

// Mostly they wait for windows to open.
describe('what may become of a person', { concurrency: 3 }, () => {
    test('the first view is light', async () => {
        await service.announce('light', { enter: [600, 700] });
        const person = await openBrowserOf(browser, service);
        const page = await person.open('/');
        await page.getByRole('heading', { level: 2 }).first().waitFor();
        const sizes = await page.evaluate(() =>
            ['navigation', 'resource'].flatMap((type) =>
                performance.getEntriesByType(type).map(({ name, encodedBodySize }) => [name, encodedBodySize]),
            ),
        );
        assert.ok(sizes.length > 3, JSON.stringify(sizes));
        const total = sizes.reduce((sum, [, size]) => sum + size, 0);
        assert.ok(total > 5_000 && total < firstViewLimit, `${total}: ${JSON.stringify(sizes)}`);
        // The draw again, which few press, comes when it is asked for.
        assert.ok(!sizes.some(([name]) => name.includes('worker')));
        await person.close();
    });

    test('the countdown goes by the server’s clock, however wrong the device’s is', async () => {
        await service.announce('clock', { enter: [3, 300] });
        await service.announce('clock-later', { enter: [590, 600] });
        const token = await service.tokenOf('ann');
        const person = await openBrowserOf(browser, service, { token });
        await person.context.addInitScript(() => {
            const now = Date.now.bind(Date);
            Date.now = () => now() + 3_600_000;
        });
        const page = await person.open('/', 'round=clock-later');
        await standing(page, 'soon');
        assert.match(await page.getByRole('timer').innerText(), /^[0-9]:\d\d$/);
        await page.goto(`${service.address}/#round=clock`);
        await standing(page, 'open');
        await grab(page).click();
        await standing(page, 'entered');
        await person.close();
    });

    test('who comes first has a coupon at once; who comes after that is told that all are gone', async () => {
        await publish({ template: 'first', total: 1 });
        await service.announce('rush', { kind: 'first_come', enter: [3, 300], stock: 1, template: 'first' });
        const [first, second] = [await visit('ann', 'rush'), await visit('ben', 'rush', { allowed: /409/ })];
        await standing(first.page, 'open');
        await standing(second.page, 'open');
        await assertAccessibleInBothLooks(first.page);
        await grab(first.page).click();
        await standing(first.page, 'won');
        await first.page.getByText('You got one!').waitFor();
        const code = await first.page.locator('.round .coupon strong').innerText();
        const wallet = first.page.getByRole('region', { name: 'My coupons' });
        await wallet.scrollIntoViewIfNeeded();
        await wallet.getByText(code).first().waitFor();
        await first.page.reload();
        await standing(first.page, 'won');
        assert.equal(await first.page.locator('.round .coupon strong').innerText(), code);

        if (await grab(second.page).isVisible()) await grab(second.page).click();
        await standing(second.page, 'sold_out');
        await assertAccessibleInBothLooks(second.page);
        await first.person.close();
        await second.person.close();
    });

    test('who is not of those whom the coupons are for is told so', async () => {
        await publish({ template: 'for-few', audience: { kind: 'users' } });
        await service.announce('few', { kind: 'first_come', enter: [5, 300], stock: 5, template: 'for-few' });
        const { person, page } = await visit('ann', 'few', { allowed: /403/ });
        await standing(page, 'open');
        await grab(page).click();
        await page.getByText('These coupons are for others.').waitFor();
        await person.close();
    });

    test('who did not reserve, who did not enter, and who is in a round that is given up', async () => {
        await service.announce('brief', { enter: [3, 4] });
        await service.announce('reserved', { reserve: [3, 4], enter: [300, 400] });
        const { person, page } = await visit('late', 'reserved');
        await standing(page, 'unreserved');
        await assertAccessibleInBothLooks(page);
        await page.goto(`${service.address}/#round=brief`);
        await standing(page, 'not_entered');
        await assertAccessibleInBothLooks(page);
        await person.close();

        await service.announce('void', { enter: [3, 300] });
        const voided = await visit('ann', 'void');
        await standing(voided.page, 'open');
        await grab(voided.page).click();
        await standing(voided.page, 'entered');
        await asOperator('/v1/rounds/void/void', { reason: 'the shop was down' });
        await voided.page.reload();
        await standing(voided.page, 'void');
        await voided.page.getByText('the shop was down').waitFor();
        await assertAccessibleInBothLooks(voided.page);
        await voided.person.close();
    });

    test('it waits as long as a busy server says, and then it is in', async () => {
        await service.announce('busy', { enter: [3, 300] });
        const { person, page } = await visit('ann', 'busy', { allowed: /429|503/ });
        const asked = [];
        await page.route('**/entry', async (route) => {
            asked.push(performance.now());
            if (asked.length > 2) return route.continue();
            const [status, code] = asked.length === 1 ? [503, 'OVERLOADED'] : [429, 'RATE_LIMITED'];
            return route.fulfill({
                status,
                contentType: 'application/problem+json',
                headers: { 'Retry-After': '2' },
                body: JSON.stringify({
                    type: 'about:blank',
                    title: 'Busy',
                    status,
                    detail: 'busy',
                    code,
                    recorded: false,
                }),
            });
        });
        await standing(page, 'open');
        await grab(page).click();
        await page.getByText('Many are asking at once. Asking again…').waitFor();
        await standing(page, 'entered');
        assert.equal(asked.length, 3);
        for (const i of [1, 2]) assert.ok(asked[i] - asked[i - 1] >= 2000, String(asked));
        await person.close();
    });

    test('it asks for the result when the server says, and not before', async () => {
        const [waitS, times] = [2, 5];
        await service.announce('patient', { enter: [3, 300] });
        const token = await service.tokenOf('ann');
        const person = await openBrowserOf(browser, service, { token });
        await person.context.route('**/result', async (route) => {
            const response = await route.fetch();
            const headers = { ...response.headers(), 'retry-after': String(waitS) };
            await route.fulfill({ response, headers });
        });
        const page = await person.open('/', 'round=patient');
        await standing(page, 'open');
        await grab(page).click();
        await standing(page, 'entered');
        const asked = await page.waitForFunction((enough) => {
            const all = performance
                .getEntriesByType('resource')
                .filter(({ name, responseStatus }) => name.endsWith('/result') && responseStatus === 200)
                .map(({ startTime, responseEnd }) => ({ startTime, responseEnd }));
            return all.length >= enough && all;
        }, times);
        const all = await asked.jsonValue();
        const pauses = all.slice(1).map(({ startTime }, i) => startTime - all[i].responseEnd);
        // What follows the entry is one look at once.
        assert.ok(pauses.filter((pause) => pause < waitS * 1000).length <= 1, String(pauses));
        await person.close();
    });

    test('whoever’s token has run out signs in again, and nothing that was pressed is lost', async () => {
        await service.announce('expired', { enter: [3, 300] });
        const { person, page } = await visit('ann', 'expired', { allowed: /401/ });
        await standing(page, 'open');
        await page.route('**/entry', (route) =>
            route.fulfill({
                status: 401,
                contentType: 'application/problem+json',
                body: JSON.stringify({
                    status: 401,
                    code: 'UNAUTHENTICATED',
                    detail: 'expired',
                    recorded: false,
                }),
            }),
        );
        await grab(page).click();
        await page.getByText('You are no longer signed in.').waitFor();
        await page.unroute('**/entry');
        await page.getByLabel('Your name').fill('ann');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await standing(page, 'entered');
        await person.close();
    });

    test('without a form, one is sent to the shop', async () => {
        const person = await openBrowserOf(browser, service, { allowed: /404/ });
        const page = await person.context.newPage();
        await page.route('**/v1/sign-in', (route) =>
            route.fulfill({
                status: 404,
                contentType: 'application/problem+json',
                body: JSON.stringify({ status: 404, code: 'NOT_FOUND', detail: 'nothing' }),
            }),
        );
        await page.goto(`${service.address}/`);
        await page.getByText('Sign in at the shop, which then brings you here.').waitFor();
        await person.close();
    });
});
