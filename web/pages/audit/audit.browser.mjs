// The audit page: every vector and a live round are judged as both other auditors judge them, check by check.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { utf8 } from '../../audit/bytes.mjs';
import { Operator } from '../../audit/testing/operator.mjs';
import { drawnRound, makeTexts } from '../../audit/testing/round.mjs';
import {
    bundles,
    cliReport,
    drop,
    filesIn,
    programReport,
    reportOn,
    shown,
    withoutDetails,
} from '../testing/audits.mjs';
import { assertAccessibleInBothLooks, desk, openBrowserOf, photograph } from '../testing/browser.mjs';
import { browser, service } from '../testing/stage.mjs';

const readJson = (file) => JSON.parse(readFileSync(bundles + file, 'utf8'));

/** Asks until it is so. */
async function until(condition) {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 200));
}

/** A round that people entered and that was drawn. */
async function liveRound(round, people) {
    const tokens = [];
    for (let i = 0; i < people; ++i) tokens.push(await service.tokenOf(`${round}-${i}`));
    await service.announce(round, { enter: [2, 12], quota: 'odds 1/2 floor' });
    const isIn = (wanted) => async () => (await service.ask(`/v1/rounds/${round}`)).state === wanted;
    await until(isIn('entering'));
    const enter = (token) => service.ask(`/v1/rounds/${round}/entry`, { method: 'POST', token });
    const answers = await Promise.all(tokens.map(enter));
    await until(isIn('drawn'));
    return { answers, address: `${service.address}/v1/rounds/${round}/evidence` };
}

test('every vector that is dropped on the page is judged as on the command line', async () => {
    const visitor = await openBrowserOf(browser, service, desk);
    const page = await visitor.open('/audit');
    await page.getByRole('heading', { name: 'Check a draw yourself' }).waitFor();
    for (const name of Object.keys(readJson('expected.json'))) {
        await drop(page, filesIn(bundles + name));
        assert.deepEqual(await reportOn(page), shown(await cliReport(bundles + name)), name);
    }
    await visitor.close();
});

test('every receipt that is dropped with its round is judged as the vectors say', async () => {
    const visitor = await openBrowserOf(browser, service, desk);
    const page = await visitor.open('/audit');
    await page.getByRole('heading', { name: 'Check a draw yourself' }).waitFor();
    for (const [name, { bundle, verdict, receipt }] of Object.entries(readJson('receipts/expected.json'))) {
        const file = `receipts/${name}.json`;
        await drop(page, { ...filesIn(bundles + bundle), 'entry.json': readFileSync(bundles + file) });
        const report = await reportOn(page);
        assert.equal(report.verdict, verdict, name);
        if (verdict !== 'unreadable') {
            const { ok, id } = report.checks.at(-1);
            assert.deepEqual([id, ok], ['receipt', receipt], name);
        }
    }
    await visitor.close();
});

test('a live round from its address is judged as by both other auditors; a bent one fails where it was bent', async () => {
    const { answers, address } = await liveRound('tonight', 6);
    const visitor = await openBrowserOf(browser, service, desk);
    const page = await visitor.open('/audit');
    await page.getByRole('link', { name: 'tonight' }).click();
    const found = await reportOn(page);
    assert.equal(found.verdict, 'pass');
    assert.deepEqual(found, shown(await cliReport(address)));
    assert.deepEqual(withoutDetails(found), withoutDetails(programReport(service, address)));
    await page.getByText('The operator could choose').waitFor();
    await page.getByRole('img', { name: /Histogram/ }).waitFor();

    // With the key and a receipt brought along, as on the command line.
    const receipt = join(service.folder, 'entry.json');
    writeFileSync(receipt, JSON.stringify(answers[0]));
    await drop(page, { 'shop.vkey': readFileSync(service.verifierKey), 'entry.json': readFileSync(receipt) });
    const options = ['--vkey', service.verifierKey, '--receipt', receipt];
    const pinned = await reportOn(page);
    assert.equal(pinned.checks.at(-1).ok, true);
    assert.deepEqual(pinned, shown(await cliReport(address, ...options)));
    assert.deepEqual(withoutDetails(pinned), withoutDetails(programReport(service, address, ...options)));
    const [kept] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Keep this report' }).click(),
    ]);
    assert.equal(kept.suggestedFilename(), 'tonight.json');
    assert.deepEqual(
        JSON.parse(readFileSync(await kept.path(), 'utf8')),
        await cliReport(address, ...options),
    );
    await assertAccessibleInBothLooks(page);

    // The same address opened anew, and a receipt that another page of this site hands over.
    await page.evaluate(
        (json) => sessionStorage.setItem('fairdraw handed tonight', json),
        JSON.stringify(answers[1]),
    );
    await page.reload();
    await page.getByText('Your ticket fell at').waitFor();

    const files = {};
    const names = [
        'operator.vkey',
        'announcement.txt',
        'close.txt',
        'entries.txt',
        'disqualified.txt',
        'draw.txt',
        'winners.txt',
    ];
    for (const name of names) files[name] = await (await fetch(`${address}/${name}`)).text();
    const [first, second, ...others] = files['winners.txt'].trimEnd().split('\n');
    files['winners.txt'] = `${[second, first, ...others].join('\n')}\n`;
    await drop(page, files);
    const bent = await reportOn(page);
    assert.equal(bent.verdict, 'fail');
    assert.deepEqual(
        bent.checks.filter(({ ok }) => ok === false).map(({ id }) => id),
        ['winners'],
    );
    await visitor.close();
});

test('a round that is not drawn yet cannot be judged, and says when it can; run again, it is judged', async () => {
    await service.announce('later', { enter: [3600, 7200] });
    const visitor = await openBrowserOf(browser, service, { language: 'zh-TW' });
    const page = await visitor.open('/audit', 'round=later');
    assert.equal((await reportOn(page)).verdict, 'unreadable');
    await page.getByText('既未抽籤也未作廢').waitFor();
    await service.ask('/v1/rounds/later/void', {
        method: 'POST',
        token: await service.tokenOf('operator', ['operator']),
        json: { reason: 'nobody came' },
    });
    const again = page.getByRole('button', { name: '再查核一次' });
    await again.click();
    await page.getByText('nobody came').waitFor();
    assert.equal((await reportOn(page)).verdict, 'pass');
    assert.ok(await again.evaluate((button) => button === document.activeElement));
    await visitor.close();
});

test('pages with a pass, a fail and an unreadable round are accessible in both languages and looks', async () => {
    for (const language of ['en', 'zh-TW']) {
        const visitor = await openBrowserOf(browser, service, { language });
        const page = await visitor.open('/audit');
        await page.locator('#rounds').waitFor();
        await assertAccessibleInBothLooks(page);
        for (const name of [
            'three-hundred',
            'tampered/loser-made-winner',
            'void-after-the-close',
            'unreadable/bom',
        ]) {
            await drop(page, filesIn(bundles + name));
            await reportOn(page);
            for (const summary of await page.locator('summary').all()) await summary.click();
            await assertAccessibleInBothLooks(page);
            const english = await page.locator('.checks [lang=en], .verdict [lang=en]').count();
            assert.equal(english, 0, `${name} in ${language}`);
            if (name.startsWith('tampered') && language === 'zh-TW') {
                await page.locator('#report').evaluate((heading) => heading.scrollIntoView());
                await photograph(page, 'audit-zh-TW-failed');
            }
        }
        await visitor.close();
    }
});

/** Evidence of a great round, in a folder. */
function greatRound(entrants) {
    const folder = join(service.folder, 'great');
    mkdirSync(folder);
    for (const [name, content] of Object.entries(drawnRound(makeTexts({ entrants }), new Operator())))
        writeFileSync(join(folder, name), utf8(content));
    return folder;
}

/**
 * How long the tasks of a page's main thread took, in ms of the processor's time: what else runs on this machine only
 * makes them wait.
 */
function tasksIn(trace) {
    const { traceEvents } = JSON.parse(trace);
    const isMain = ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain';
    const threadOf = ({ pid, tid }) => `${pid} ${tid}`;
    const mains = new Set(traceEvents.filter(isMain).map(threadOf));
    return traceEvents
        .filter((event) => event.name === 'RunTask' && event.tdur !== undefined && mains.has(threadOf(event)))
        .map(({ tdur }) => tdur / 1000);
}

/** The longest task of the main thread while a folder is audited, in ms. */
async function longestTask(visitor, folder) {
    const page = await visitor.open('/audit');
    await page.locator('#rounds').waitFor();
    await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] });
    await page.evaluate(() => {
        globalThis.steps = [];
        const note = () =>
            globalThis.steps.push(document.querySelector('[aria-busy=true] p[aria-hidden]')?.textContent);
        new MutationObserver(note).observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
        });
    });
    await page.locator('.drop input[type=file]').first().setInputFiles(folder);
    const report = await reportOn(page);
    assert.equal(report.verdict, 'pass');
    assert.match(report.checks.find(({ id }) => id === 'winners').detail, /^exactly ranks 1 to 6000 /);
    await page.locator('.chart canvas').nth(1).waitFor();
    await photograph(page, 'audit-en');
    await page.evaluate(
        () => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 100))),
    );
    const steps = await page.evaluate(() => [...new Set(globalThis.steps)]);
    assert.ok(steps.includes('Drawing again: computing every ticket'), steps.join());
    const tasks = tasksIn(await browser.stopTracing());
    assert.ok(tasks.length > 100, `${tasks.length} tasks`);
    await page.close();
    return Math.max(...tasks);
}

test('auditing 30,000 entries keeps the page answering: no task of its main thread takes 200 ms', async (t) => {
    const folder = greatRound(30_000);
    const visitor = await openBrowserOf(browser, service, { viewport: { width: 1280, height: 1150 } });
    const longest = [];
    for (let i = 0; i < 3; ++i) longest.push(await longestTask(visitor, folder));
    t.diagnostic(`the longest tasks took ${longest.join(', ')} ms`);
    const [, median] = longest.sort((a, b) => a - b);
    assert.ok(median < 200, `${median} ms`);
    await visitor.close();
});
