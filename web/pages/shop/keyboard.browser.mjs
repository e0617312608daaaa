// The console by keyboard alone, and in Chinese.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessibleInBothLooks, desk, openBrowserOf } from '../testing/browser.mjs';
import { browser, service } from '../testing/stage.mjs';

const staff = { ...desk, token: await service.tokenOf('mei', ['operator', 'merchant']) };

/** What has the focus, by the words a person knows it by. */
const focused = (page) =>
    page.evaluate(() => {
        const element = document.activeElement;
        return element?.labels?.[0]?.textContent ?? element?.textContent ?? '';
    });

/** Presses Tab until what has the focus is called so. */
async function tabTo(page, name) {
    const met = [];
    for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        const now = (await focused(page)).trim();
        if (now.startsWith(name)) return;
        met.push(now);
    }
    assert.fail(`Tab never came to ${name}, but to ${met.join(' | ')}`);
}

/** Fills in a field that Tab comes to. */
async function type(page, name, text) {
    await tabTo(page, name);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
}

test('a template is drafted and published without a mouse', async () => {
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await page.getByRole('heading', { level: 1, name: 'Rounds' }).waitFor();
    await tabTo(page, 'Templates');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Templates' }).waitFor();
    assert.equal(await focused(page), 'Templates');
    await tabTo(page, 'Draft a template');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Draft a template' }).waitFor();
    await type(page, 'Template', 'by-hand');
    await type(page, 'Title', 'By hand');
    await type(page, 'Amount', '20');
    await tabTo(page, 'Draft a template');
    await page.keyboard.press('Enter');
    // Escape calls it off, and the focus is where it was.
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'Draft a template');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    assert.equal(await focused(page), 'Draft a template');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('The template by-hand is drafted.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'by-hand' }).waitFor();
    await tabTo(page, 'Publish');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('The template by-hand is published.').waitFor();
    // The button goes; one goes on from what was said.
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'status');
    await person.close();
});

test('every section in Chinese', async () => {
    await service.announce('sale', { enter: [600, 660] });
    const person = await openBrowserOf(browser, service, { ...staff, language: 'zh-TW' });
    const page = await person.open('/shop');
    const sections = page.getByRole('navigation', { name: '功能選單' });
    for (const name of ['場次', '活動', '券種', '發放', '統計', '對帳']) {
        await sections.getByRole('link', { name, exact: true }).click();
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await page.getByText('請稍候…').waitFor({ state: 'detached' });
        await assertAccessibleInBothLooks(page);
        assert.doesNotMatch(await page.locator('main').innerText(), /shop\.[a-z]/);
    }
    for (const [section, link] of [
        ['場次', '公告新場次'],
        ['活動', '開始新活動'],
        ['券種', '新增券種草稿'],
        ['發放', '依名單發券'],
        ['場次', 'sale'],
    ]) {
        await sections.getByRole('link', { name: section, exact: true }).click();
        await page.getByRole('link', { name: link, exact: true }).click();
        await page.getByRole('heading', { level: 1, name: link }).waitFor();
        await page.getByText('請稍候…').waitFor({ state: 'detached' });
        await assertAccessibleInBothLooks(page);
    }
    await person.close();
});
