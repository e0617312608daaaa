// The log on the audit page is judged as both other auditors judge it; and the page by the keyboard alone.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkpointText, logSource } from '../../audit/testing/log.mjs';
import { Operator, Witness } from '../../audit/testing/operator.mjs';
import { makeTexts, opensMs } from '../../audit/testing/round.mjs';
import {
    bundles,
    cliReport,
    drop,
    programReport,
    reportOn,
    shown,
    withoutDetails,
} from '../testing/audits.mjs';
import { assertAccessibleInBothLooks, desk, openBrowserOf } from '../testing/browser.mjs';
import { browser, service } from '../testing/stage.mjs';

/** Tabs until what has the focus has that name. */
async function tabTo(page, name) {
    for (let presses = 0; presses < 60; ++presses) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => document.activeElement.textContent.trim());
        if (focused === name) return;
    }
    assert.fail(`${name} is not reached by the keyboard`);
}

test('the keyboard alone reaches a round, its numbers, the file choosers and the log', async () => {
    await service.announce('by-keyboard', { enter: [3600, 7200] });
    const visitor = await openBrowserOf(browser, service, desk);
    const page = await visitor.open('/audit');
    // From now on, and not only from just before a key is pressed.
    page.on('filechooser', () => {});
    await page.getByRole('link', { name: 'by-keyboard' }).waitFor();
    await tabTo(page, 'by-keyboard');
    await page.keyboard.press('Enter');
    await reportOn(page);
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    assert.equal(await focused(), 'Round by-keyboard');

    await tabTo(page, 'Choose files');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    const folder = `${bundles}three-hundred`;
    await chooser.setFiles(readdirSync(folder).map((name) => join(folder, name)));
    await page.getByRole('heading', { name: 'Round daily-2026-11-21' }).waitFor();
    assert.equal((await reportOn(page)).verdict, 'pass');
    await tabTo(page, 'The same in numbers');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /^0% – 10%/ }).waitFor();

    await tabTo(page, 'Bring a key, a receipt or a witness along');
    await page.keyboard.press('Enter');
    await tabTo(page, 'The operator’s key');
    const [keyChooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await keyChooser.setFiles(`${folder}/operator.vkey`);
    await page.getByText('signed by shop.example/coupons+2c587285', { exact: true }).first().waitFor();

    await page.reload();
    await tabTo(page, 'The operator’s log');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Its checkpoint' }).waitFor();
    await visitor.close();
});

test('the log is judged as by both other auditors, and against a checkpoint that was kept', async () => {
    await service.announce('in-the-log', { enter: [3600, 7200] });
    const visitor = await openBrowserOf(browser, service, desk);
    const page = await visitor.open('/audit', 'log');
    const log = `${service.address}/v1/log`;
    const vkey = ['--vkey', service.verifierKey];
    await page.getByText('The key came from this service, too').waitFor();
    await drop(page, { 'shop.vkey': readFileSync(service.verifierKey) });
    await page.getByText('The key came from this service, too').waitFor({ state: 'detached' });
    const found = await reportOn(page);
    assert.equal(found.verdict, 'pass');
    assert.deepEqual(found, shown(await cliReport('--log', log, ...vkey)));
    assert.deepEqual(withoutDetails(found), withoutDetails(programReport(service, '--log', log, ...vkey)));
    await page.getByRole('link', { name: 'in-the-log' }).waitFor();
    await assertAccessibleInBothLooks(page);

    const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Keep this checkpoint' }).click(),
    ]);
    const kept = join(service.folder, 'kept.txt');
    await download.saveAs(kept);
    assert.equal(readFileSync(kept, 'utf8'), await (await fetch(`${log}/checkpoint`)).text());
    await service.announce('in-the-log-later', { enter: [3600, 7200] });
    await drop(page, { 'kept.txt': readFileSync(kept) });
    await page.getByText('what was there is there').waitFor();
    const grown = await reportOn(page);
    assert.deepEqual(grown, shown(await cliReport('--log', log, ...vkey, '--since', kept)));
    assert.equal(grown.checks.find(({ id }) => id === 'log-grew').ok, true);
    await visitor.close();
});

test('who cosigned a checkpoint is shown, and judged by the keys brought along; what is due and missing fails', async () => {
    const operator = new Operator();
    const [witness, stranger] = [new Witness(), new Witness('stranger.example', 9)];
    const leaves = [makeTexts().announcement];
    const note = operator.note(checkpointText(operator.name, leaves));
    const cosigned =
        note +
        witness.cosignature(note, 1_800_000_000) +
        stranger.cosignature(note, 1_800_000_001, 1_800_000_002) +
        // A time that no date has.
        new Witness('nobody.example', 5).cosignature(note, 1, Number.MAX_SAFE_INTEGER);
    const source = logSource(leaves, cosigned);
    const visitor = await openBrowserOf(browser, service, { ...desk, language: 'zh-TW' });
    await visitor.context.clock.setFixedTime(opensMs + 86_400_000);
    await visitor.context.route('**/v1/log/*', async (route) => {
        const body = await source.read(route.request().url().split('/v1/log/')[1], 1e6);
        await route.fulfill({ status: 200, contentType: 'text/plain', body: Buffer.from(body) });
    });
    const page = await visitor.open('/audit', 'log');
    await page.locator('.verdict').waitFor();
    await drop(page, { 'o.vkey': operator.vkey, 'w.vkey': witness.vkey });
    const row = (name) => page.getByRole('row', { name });
    await row('witness.example').getByText('成立', { exact: true }).waitFor();
    await row('stranger.example').getByText('未檢查').waitFor();
    await row('nobody.example').getByText('未檢查').waitFor();
    const { checks } = await reportOn(page);
    assert.deepEqual(
        checks.map(({ ok }) => ok),
        [true, true, null, true, false],
    );
    await page
        .getByRole('listitem')
        .filter({ hasText: '到期' })
        .getByRole('link', { name: 'daily' })
        .waitFor();
    await drop(page, { 's.vkey': stranger.vkey });
    await row('stranger.example').getByText('不成立', { exact: true }).waitFor();
    assert.equal((await reportOn(page)).checks.find(({ id }) => id === 'log-witnessed').ok, false);
    await assertAccessibleInBothLooks(page);

    // Under another key no leaf is read: then nothing is said of outcomes.
    await drop(page, { 'other.vkey': new Operator(operator.name, 7).vkey });
    await page.getByText('因此沒有讀取任何紀錄').waitFor();
    assert.deepEqual(
        (await reportOn(page)).checks.map(({ ok }) => ok),
        [false, null, null, false, null],
    );
    assert.equal(await page.getByText('每個已公告的場次都有結果').count(), 0);
    await assertAccessibleInBothLooks(page);
    await visitor.close();
});

/** Answers what the page asks of the rounds: by the cursor, '' for the first page. */
const answerRounds = (visitor, pages) =>
    visitor.context.route('**/v1/rounds?*', (route) => {
        const cursor = new URL(route.request().url()).searchParams.get('cursor') ?? '';
        return route.fulfill({ json: { server_time: new Date().toISOString(), ...pages[cursor] } });
    });

test('rounds that are only found further on are found, and the focus goes on to the first of them', async () => {
    const real = await service.announce('further-on', { enter: [3600, 7200] });
    const called = (round) => ({ ...real, round });
    const visitor = await openBrowserOf(browser, service, desk);
    await answerRounds(visitor, {
        '': { rounds: [{ ...called('rush'), kind: 'first_come' }], cursor: 'second' },
        second: { rounds: [called('further-on'), called('before')], cursor: 'third' },
        third: { rounds: [called('long-before'), called('first-of-all')], cursor: null },
    });
    const page = await visitor.open('/audit', 'log');
    assert.equal((await reportOn(page)).verdict, 'pass');
    await page.getByRole('link', { name: 'A round’s draw' }).click();
    await page.getByRole('link', { name: 'further-on' }).waitFor();
    const earlier = page.getByRole('button', { name: 'Earlier rounds' });
    await earlier.focus();
    await page.keyboard.press('Enter');
    await earlier.waitFor({ state: 'detached' });
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await page.waitForFunction(() => document.activeElement.textContent === 'long-before');

    // Nor is it lost with the button of a file that is taken back.
    await drop(page, { 'shop.vkey': readFileSync(service.verifierKey) });
    await page.getByText('You brought 1 file along').click();
    await page.getByRole('button', { name: 'Without shop.vkey' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Without shop.vkey' }).waitFor({ state: 'detached' });
    assert.equal(await focused(), 'The operator’s key');
    await visitor.close();
});

test('without a connection, and when it is refused, the page says so; it goes on when there is one', async () => {
    const visitor = await openBrowserOf(browser, service, { ...desk, allowed: /net::ERR_|status of 400/ });
    const failing = (route) => route.abort('internetdisconnected');
    for (const [fragment, found] of [
        ['log', 'Its checkpoint'],
        ['rounds', 'Rounds of this service'],
    ]) {
        await visitor.context.route('**/v1/rounds?*', failing);
        const page = await visitor.open('/audit', fragment);
        await page.getByRole('alert').getByText('No connection. Asking again…').waitFor();
        assert.equal(await page.getByText('One moment…').count(), 0);
        await visitor.context.unroute('**/v1/rounds?*');
        await page.getByRole('heading', { name: found }).waitFor();
        await page.getByText('No connection').waitFor({ state: 'detached' });
        const json = { code: 'INVALID_REQUEST', detail: 'not so' };
        await visitor.context.route('**/v1/rounds?*', (route) => route.fulfill({ status: 400, json }));
        await page.reload();
        await page.getByText('That was refused: not so').waitFor();
        await visitor.context.unroute('**/v1/rounds?*');
        await page.close();
    }
    await visitor.close();
});

test('a check that cannot be started, or breaks off, says why, and can be run again', async () => {
    await service.announce('broken', { enter: [3600, 7200] });
    const visitor = await openBrowserOf(browser, service, { ...desk, allowed: /net::ERR_|not loaded|of our own/ });
    const worker = '**/assets/worker-*.js';
    await visitor.context.route(worker, (route) => route.abort('internetdisconnected'));
    const page = await visitor.open('/audit', 'round=broken');
    await page.getByRole('status').getByText('Is there a connection?').waitFor();
    await assertAccessibleInBothLooks(page);
    const again = page.getByRole('button', { name: 'Run it again' });
    await visitor.context.unroute(worker);
    await visitor.context.route(worker, (route) =>
        route.fulfill({ contentType: 'text/javascript', body: "throw new Error('of our own')" }),
    );
    await again.click();
    await page.getByRole('status').getByText('by a defect of this page').waitFor();
    await visitor.context.unroute(worker);
    await again.click();
    assert.equal((await reportOn(page)).verdict, 'unreadable');
    await visitor.close();
});
