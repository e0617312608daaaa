// What is around every page: signing in, the languages, the looks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessibleInBothLooks, openBrowserOf, startBrowser } from './testing/browser.mjs';
import { startService } from './testing/service.mjs';

let service;
let browser;

before(async () => {
    service = await startService();
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    service?.stop();
});

test('whoever tries the service signs in by its form, and is still after a reload', async () => {
    await service.announce('sale', { reserve: [60, 120], enter: [120, 180] });
    const person = await openBrowserOf(browser, service);
    const page = await person.open('/');
    await page.getByText(/^sale · 1 in 5 of those/).waitFor();
    await assertAccessibleInBothLooks(page);
    await page.getByLabel('Your name').fill('ann');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Signed in as ann').waitFor();
    await page.reload();
    await page.getByText('Signed in as ann').waitFor();
    await assertAccessibleInBothLooks(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your name').waitFor();
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
