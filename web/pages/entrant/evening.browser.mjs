// An evening as people have it: two rounds with the same windows, in one of which everybody wins, and in the other
// nearly nobody; and people who reserve, grab and look, each with a browser of their own, all at once.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { assertAccessibleInBothLooks, measurePace, openBrowserOf, photograph } from '../testing/browser.mjs';
import { playWithoutPage, takePart, untilReserving } from '../testing/people.mjs';
import { browser, service } from '../testing/stage.mjs';
import { digitsToTell } from './digits.mjs';

const [win, lose] = ['sale-1', 'sale-2'];
const others = 30;

const template = {
    template: 'twenty-off',
    title: 'Spend 100, get 20 off',
    currency: 'TWD',
    benefit: { kind: 'amount_off', amount: 2000, threshold: 10000 },
    scope: { kind: 'shop' },
    stacking: { kind: 'exclusive' },
    valid: { days: 30 },
};

before(async () => {
    const token = await service.tokenOf('merchant', ['merchant']);
    await service.ask('/v1/templates', { method: 'POST', token, json: template });
    await service.ask('/v1/templates/twenty-off/publish', { method: 'POST', token });
    const pace = await measurePace(browser, service);
    const at = (seconds) => 5 + seconds * pace;
    const windows = { reserve: [at(10), at(42)], enter: [at(45), at(72)] };
    await service.announce(win, { ...windows, quota: 'odds 1/1 floor', template: 'twenty-off' });
    await service.announce(lose, { ...windows, quota: 'count 1' });
});

const standing = (page, which) => page.locator(`[data-standing="${which}"]`).waitFor({ timeout: 300_000 });

// Those who come before reservations open; the others leave the machine to them until then.
const early = new Set(['ann', '陳大文']);
let letOthersIn;
const earlyAreThere = new Promise((resolve) => {
    letOthersIn = resolve;
});

/** From the announcement to the result, in one language. */
async function spendEvening({ user, round, language, words, look }) {
    const token = await service.tokenOf(user);
    const person = await openBrowserOf(browser, service, { token, language });
    const page = await person.open('/', `round=${round}`);
    if (look !== undefined) await page.getByLabel(words.look, { exact: true }).selectOption(look);
    await standing(page, 'announced');
    early.delete(user);
    if (early.size === 0) letOthersIn();
    await assertAccessibleInBothLooks(page);
    await standing(page, 'reserving');
    await page.getByRole('button', { name: words.reserve, exact: true }).click();
    await standing(page, 'reserved');
    await assertAccessibleInBothLooks(page);
    await page.reload();
    await standing(page, 'reserved');

    await standing(page, 'open');
    if (language === 'en') await photograph(page, 'entrant-en-open');
    await page.getByRole('button', { name: words.grab, exact: true }).click();
    await standing(page, 'entered');
    await assertAccessibleInBothLooks(page);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: words.save }).click();
    const file = await (await download).path();
    const receipt = JSON.parse(await readFile(file, 'utf8'));
    assert.equal(receipt.round, round);
    assert.match(receipt.receipt.note, /^fairdraw\/v1 receipts\n/);
    return { person, page, receipt };
}

test('an evening', { concurrency: true }, async (evening) => {
    const crowd = playWithoutPage(service, lose, others);
    const people = [crowd];
    const plays = (what, act) => people.push(evening.test(what, act));
    const playsLater = (what, act) =>
        plays(what, async () => {
            await Promise.race([earlyAreThere, untilReserving(service, win)]);
            await act();
        });

    plays('one who wins, in English, from the announcement to the coupon', async () => {
        const words = { look: 'Look', reserve: 'Reserve', grab: 'Grab', save: 'Save the receipt' };
        const { person, page, receipt } = await spendEvening({
            user: 'ann',
            round: win,
            language: 'en',
            words,
        });
        await standing(page, 'won');
        const { result } = await takePart(service, win, 'ann');
        const { coupon, tag } = await result();
        assert.equal(receipt.tag, tag);
        assert.equal(await page.locator('.round .coupon strong').innerText(), coupon.code);
        await photograph(page, 'entrant-en-won');
        const wallet = page.getByRole('region', { name: 'My coupons' });
        await wallet.scrollIntoViewIfNeeded();
        await wallet.getByText('NT$20 off, from NT$100').waitFor();
        await wallet.getByText(coupon.code).first().waitFor();
        await page
            .getByRole('img', { name: /^Your ticket is at [\d.]+%\. Everybody won\.$/ })
            .waitFor();

        await page.getByRole('button', { name: 'Draw again here' }).click();
        await page.getByText('Nothing contradicts what was signed.').waitFor({ timeout: 300_000 });
        await page.getByText('Your entry is on the list, and among the winners.').waitFor();
        await page.getByText('Each check').click();
        assert.equal(await page.locator('[data-check="receipt"][data-state="ok"]').count(), 1);
        assert.equal(await page.locator('[data-state="failed"]').count(), 0);
        await assertAccessibleInBothLooks(page);

        const inbox = page.getByRole('region', { name: 'Inbox' });
        await inbox.scrollIntoViewIfNeeded();
        await inbox
            .getByRole('button', { name: /^Mark as read/ })
            .first()
            .click();
        await inbox.locator('strong').filter({ hasText: 'You won' }).waitFor();
        await inbox.getByRole('button', { name: /^Mark as read/ }).waitFor({ state: 'detached' });
        assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /^ ?You won/);
        await person.close();
    });

    plays('one who loses, in Chinese and in the dark', async () => {
        const words = { look: '外觀', reserve: '預約', grab: '搶券', save: '儲存收據' };
        const how = { user: '陳大文', round: lose, language: 'zh-TW', words, look: 'dark' };
        const { person, page } = await spendEvening(how);
        await crowd;
        await page.locator('[data-standing="lost"], [data-standing="won"]').waitFor({ timeout: 300_000 });
        const { result } = await takePart(service, lose, '陳大文');
        const { status, ticket, cutoff } = await result();
        await standing(page, status);
        const [own, last] = [ticket, cutoff].map((hex) => Number.parseInt(hex.slice(0, 13), 16) / 2 ** 52);
        const share = own.toLocaleString('zh-TW', {
            style: 'percent',
            maximumSignificantDigits: digitsToTell(own, last),
        });
        await page.getByRole('img', { name: new RegExp(`^您的籤在 ${share}，`) }).waitFor();
        await page.getByRole('button', { name: '在這裡重新抽籤' }).click();
        await page.getByText('沒有任何內容與已簽署的文件牴觸。').waitFor({ timeout: 300_000 });
        await photograph(page, 'entrant-zh-TW-lost');
        await assertAccessibleInBothLooks(page);
        await person.close();
    });

    playsLater('one whose connection is cut while grabbing gets the first answer in the end', async () => {
        const token = await service.tokenOf('bob');
        const allowed = /ERR_FAILED|ERR_INTERNET_DISCONNECTED/;
        const person = await openBrowserOf(browser, service, { token, allowed });
        const page = await person.open('/', `round=${win}`);
        await standing(page, 'reserving');
        await page.getByRole('button', { name: 'Reserve' }).click();
        await standing(page, 'reserved');
        let lost = 0;
        // It arrives, and the answer does not.
        await page.route('**/entry', async (route) => {
            ++lost;
            if (lost === 1) await route.fetch();
            await route.abort();
        });
        await standing(page, 'open');
        await page.getByRole('button', { name: 'Grab' }).click();
        await page.getByText('No connection. Asking again…').waitFor();
        const { result } = await takePart(service, win, 'bob');
        while ((await result()).received_at === null) await page.waitForTimeout(100);
        const triedInVain = page.waitForEvent('requestfailed');
        await person.context.setOffline(true);
        await triedInVain;
        await page.unroute('**/entry');
        await person.context.setOffline(false);
        await standing(page, 'entered');
        const first = await result();
        const kept = await page.waitForFunction(() => localStorage.getItem('fairdraw entry bob sale-1'));
        assert.equal(JSON.parse(await kept.jsonValue()).received_at, first.received_at);
        await standing(page, 'won');
        await person.close();
    });

    playsLater('one who reloads before the request was sent is in all the same', async () => {
        const token = await service.tokenOf('carl');
        await untilReserving(service, win);
        await (await takePart(service, win, 'carl')).reserve();
        const person = await openBrowserOf(browser, service, { token, allowed: /ERR_FAILED/ });
        const page = await person.open('/', `round=${win}`);
        await page.route('**/entry', (route) => route.abort());
        await standing(page, 'open');
        await page.getByRole('button', { name: 'Grab' }).click();
        await page.getByText('No connection. Asking again…').waitFor();
        await page.unroute('**/entry');
        await page.reload();
        await standing(page, 'entered');
        await person.close();
    });

    playsLater('two tabs and presses in both are one entry', async () => {
        const token = await service.tokenOf('eve');
        const person = await openBrowserOf(browser, service, { token });
        const [here, there] = [
            await person.open('/', `round=${win}`),
            await person.open('/', `round=${win}`),
        ];
        await standing(here, 'reserving');
        await here.getByRole('button', { name: 'Reserve' }).dblclick();
        await Promise.all([standing(here, 'reserved'), standing(there, 'reserved')]);
        await Promise.all([standing(here, 'open'), standing(there, 'open')]);
        const pressTwice = (button) => [button.click(), button.click()];
        const sent = [];
        person.context.on('request', (request) => {
            if (request.url().endsWith('/entry')) sent.push(request);
        });
        // Found before either is pressed: the first answer takes the other tab's button away.
        const buttons = await Promise.all(
            [here, there].map((tab) => tab.getByRole('button', { name: 'Grab' }).elementHandle()),
        );
        await Promise.all(buttons.map((button) => button.evaluate(pressTwice)));
        await Promise.all([standing(here, 'entered'), standing(there, 'entered')]);
        const answers = await Promise.all(sent.map(async (request) => (await request.response()).json()));
        assert.equal(new Set(answers.map(({ received_at: at }) => at)).size, 1);
        assert.equal(answers.filter(({ repeated }) => !repeated).length, 1);
        await person.close();
    });

    playsLater('the keyboard alone is enough, and what changes is said', async () => {
        const token = await service.tokenOf('kim');
        await untilReserving(service, win);
        await (await takePart(service, win, 'kim')).reserve();
        const person = await openBrowserOf(browser, service, { token });
        const page = await person.open('/', `round=${win}`);
        await standing(page, 'reserved');
        const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
        for (let i = 0; i < 50 && (await focused()) !== 'Grab'; ++i) await page.keyboard.press('Tab');
        assert.equal(await focused(), 'Grab');
        // Too early, and on purpose.
        await page.keyboard.press('Enter');
        await standing(page, 'open');
        assert.equal(await focused(), 'Grab');
        await page.keyboard.press('Enter');
        await standing(page, 'entered');
        await page.getByRole('status').getByText('You are in. Now wait for the draw.').waitFor();
        assert.equal(await focused(), 'You are in. Now wait for the draw.');
        await standing(page, 'won');
        await page.getByRole('status').getByText('You won!').waitFor();
        const reachable = await page
            .locator('a[href]:visible, button:visible, select:visible, summary:visible')
            .evaluateAll((all) => all.map((one) => one.textContent));
        const reached = new Set();
        await page.evaluate(() => document.activeElement?.blur());
        for (let i = 0; i < 2 * reachable.length; ++i) {
            await page.keyboard.press('Tab');
            reached.add(await focused());
        }
        assert.deepEqual(
            reachable.filter((text) => !reached.has(text)),
            [],
        );
        await person.close();
    });

    await Promise.all(people);
});
