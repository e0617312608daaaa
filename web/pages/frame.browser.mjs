// What is around every page: signing in, the languages, the looks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessibleInBothLooks, openBrowserOf } from './testing/browser.mjs';
import { browser, service } from './testing/stage.mjs';

test('whoever tries the service signs in by its form, and is still after a reload', async () => {
    await service.announce('sale', { reserve: [60, 120], enter: [120, 180] });
    const person = await openBrowserOf(browser, service);
    const page = await person.open('/');
    await page.getByText(/^sale · 1 in 5 of those/).waitFor();
    await assertAccessibleInBothLooks(page);
    await page.getByLabel('Your name').fill('ann');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('You are now signed in as ann.').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    assert.equal(await focused(), 'You are now signed in as ann.');
    await page.reload();
    await page.getByText('Signed in as ann').waitFor();
    await assertAccessibleInBothLooks(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your name').waitFor();
    await page.getByRole('status').getByText('You have signed out.').waitFor();
    assert.equal(await focused(), 'You have signed out.');
    await person.close();
});

test('a token in the fragment signs in, and is gone from the address; a cookie does, too', async () => {
    const token = await service.tokenOf('陳大文');
    const person = await openBrowserOf(browser, service, { token });
    const page = await person.open('/');
    await page.getByText('Signed in as 陳大文').waitFor();
    assert.equal(page.url(), `${service.address}/`);
    await person.close();

    const other = await openBrowserOf(browser, service);
    await other.context.addCookies([{ name: 'fairdraw_token', value: token, url: service.address }]);
    const tab = await other.open('/');
    await tab.getByText('Signed in as 陳大文').waitFor();
    await other.close();
});

test('whose page it is now is said when an address brings somebody else’s token', async () => {
    const [ann, ben] = [await service.tokenOf('ann'), await service.tokenOf('ben')];
    const person = await openBrowserOf(browser, service, { token: ann });
    const page = await person.open('/');
    await page.getByText('Signed in as ann').waitFor();
    await page.goto(`${service.address}/#token=${ben}`);
    const note = (text) => page.getByRole('status').getByText(text);
    await note('You are now signed in as ben.').waitFor();
    await page.goto(`${service.address}/audit#token=${ann}`);
    await note('You are now signed in as ann.').waitFor();
    await page.goto(`${service.address}/?again#token=${ann}`);
    await page.getByText('Signed in as ann').waitFor();
    assert.equal(await note('You are now').count(), 0);
    await person.close();
});

test('the way to the content leaves the address as it is', async () => {
    await service.announce('first', { enter: [600, 700] });
    await service.announce('second', { enter: [900, 1000] });
    const person = await openBrowserOf(browser, service);
    const page = await person.open('/', 'round=second');
    await page.getByText(/^second · /).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.id === 'content');
    assert.equal(page.url(), `${service.address}/#round=second`);
    // And what names no round is no choice of another.
    await page.evaluate(() => {
        location.hash = '#elsewhere';
    });
    await page.waitForFunction(() => location.hash === '#elsewhere');
    await page.getByText(/^second · /).waitFor();
    await person.close();
});

test('where the browser keeps nothing, the page works all the same', async () => {
    const person = await openBrowserOf(browser, service);
    await person.context.addInitScript(() => {
        for (const which of ['localStorage', 'sessionStorage'])
            Object.defineProperty(window, which, {
                get() {
                    throw new DOMException('forbidden', 'SecurityError');
                },
            });
    });
    await person.context.addCookies([{ name: 'fairdraw_token', value: '%E0%A4%A', url: service.address }]);
    await service.announce('kept-nowhere', { enter: [3, 300] });
    const page = await person.open('/', 'round=kept-nowhere');
    await page.getByLabel('Your name').fill('ann');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('[data-standing="open"]').waitFor({ timeout: 300_000 });
    await page.getByRole('button', { name: 'Grab' }).click();
    await page.locator('[data-standing="entered"]').waitFor();
    await page.getByLabel('Look', { exact: true }).selectOption('dark');
    assert.equal(await page.getAttribute('html', 'data-look'), 'dark');
    await person.close();
});

test('the language is the browser’s own until one is chosen, which is remembered; so is the look', async () => {
    const person = await openBrowserOf(browser, service, { language: 'zh-TW' });
    const page = await person.open('/');
    await page.getByRole('button', { name: '登入' }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hant');
    await assertAccessibleInBothLooks(page);
    await page.getByLabel('語言', { exact: true }).selectOption('en');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await page.getByLabel('Look', { exact: true }).selectOption('dark');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.getByLabel('Look', { exact: true }).selectOption('light');
    assert.notEqual(await ground(), dark);
    await page.getByLabel('Look', { exact: true }).selectOption('dark');
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await ground(), dark);
    await person.close();
});
