// What the API would refuse, the console's forms refuse; and what it refuses nevertheless is said at its field.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertAccessibleInBothLooks, desk, openBrowserOf } from '../testing/browser.mjs';
import { act, fill, openSection, rule, timeIn } from '../testing/console.mjs';
import { browser, service } from '../testing/stage.mjs';

// What is refused is an error to the browser's console, too.
const allowed = /the server responded with a status of 4(00|04|09)/;

const token = await service.tokenOf('mei', ['operator', 'merchant']);
const staff = { ...desk, token, allowed };

for (const members of [{ template: 'known' }, { template: 'few', total: 5 }]) {
    const json = { title: `Title of ${members.template}`, ...rule, ...members };
    await service.ask('/v1/templates', { method: 'POST', token, json });
    await service.ask(`/v1/templates/${members.template}/publish`, { method: 'POST', token });
}

/** Presses a form's button, and finds what is then said at a field, which has the focus where it is the first. */
async function refusedAt(page, label, { verb, says, first = true }) {
    if (verb) await page.getByRole('button', { name: verb, exact: true }).click();
    const field = page.getByLabel(label).filter({ visible: true });
    await page.getByText(says).first().waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const described = await field.evaluate((element) =>
        (element.getAttribute('aria-describedby') ?? '')
            .split(' ')
            .map((id) => document.getElementById(id)?.textContent)
            .join(' '),
    );
    assert.ok(described.includes(says), `${described} says ${says}`);
    if (first)
        await page.waitForFunction(
            (element) => document.activeElement === element,
            await field.elementHandle(),
        );
}

test('a template: its fields refuse, and the API’s refusals come to theirs', async () => {
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await openSection(page, 'Templates');
    await page.getByRole('link', { name: 'Draft a template' }).click();
    const verb = 'Draft a template';
    await refusedAt(page, /^Template/, { verb, says: 'This is needed.' });
    await refusedAt(page, /^Title/, { says: 'This is needed.', first: false });
    await fill(page, { Template: 'Known', Title: 'T', Amount: '0' });
    await refusedAt(page, /^Template/, { verb, says: 'It must be 1 to 64 of a–z' });
    await refusedAt(page, /^Amount/, { says: 'It must be from 0.01 to 10000000000.', first: false });
    await assertAccessibleInBothLooks(page);
    await fill(page, { Template: 'known', Amount: '1.005' });
    await refusedAt(page, /^Amount/, { verb, says: 'with 2 digits after the point' });
    await fill(page, { Amount: '1', 'Can users claim one?': 'For a time' });
    await fill(page, { 'Claiming begins': timeIn(60), 'Claiming ends': timeIn(30) });
    await refusedAt(page, /^Claiming ends/, { verb, says: 'It must be after the beginning.' });
    await fill(page, { 'Claiming ends': timeIn(90) });
    await page.getByRole('button', { name: verb }).click();
    await page.getByRole('dialog').getByRole('button', { name: verb }).click();
    await refusedAt(page, /^Template/, { says: 'another template has this id already' });
    await person.close();
});

test('of what was published, what its coupons promise is not offered to be changed', async () => {
    await service.announce('giving', { enter: [600, 660], template: 'known' });
    const person = await openBrowserOf(browser, service, staff);
    const page = await person.open('/shop');
    await openSection(page, 'Templates');
    await page.getByRole('link', { name: 'known', exact: true }).click();
    await page.getByText('Change it').click();
    assert.equal(await page.getByLabel(/^Amount/).count(), 0);
    await fill(page, { 'How many there may be': '5' });
    await page.getByRole('button', { name: 'Change the template' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Change the template' }).click();
    await refusedAt(page, /^How many there may be/, {
        says: 'total: rounds that are drawn give this template',
    });
    await fill(page, { 'How many there may be': '', Title: 'Better known' });
    await act(page, 'Change the template', 'The template known is changed.');
    const { title, total } = await service.ask('/v1/templates/known', { token });
    assert.deepEqual([title, total], ['Better known', null]);
    await person.close();
});

test('a round: windows out of order, odds above one, a template that is none', async () => {
    const token = await service.tokenOf('otto', ['operator']);
    const person = await openBrowserOf(browser, service, { ...staff, token });
    const page = await person.open('/shop');
    await page.getByRole('heading', { level: 1, name: 'Rounds' }).waitFor();
    // Without the scope for templates, nothing of them is offered.
    const sections = page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
    assert.deepEqual(await sections.allInnerTexts(), ['Rounds', 'Campaigns', 'Reconciliation']);
    await page.getByRole('link', { name: 'Announce a round' }).click();
    const verb = 'Announce a round';
    await fill(page, {
        Round: 'r',
        Template: 'nope',
        'Reservations open': timeIn(-60),
        'Reservations end': timeIn(700),
        'Entries open': timeIn(600),
        'Entries end': timeIn(660),
        'Winners …': '6',
    });
    await refusedAt(page, /^Reservations open/, { verb, says: 'This is past.' });
    await refusedAt(page, /^Reservations end/, { says: 'must end before entries open', first: false });
    await refusedAt(page, /^Winners …/, { says: 'No more can win than enter.', first: false });
    await fill(page, { 'Reservations open': timeIn(60), 'Reservations end': timeIn(500), 'Winners …': '1' });
    await page.getByRole('button', { name: verb }).click();
    await page.getByRole('dialog').getByRole('button', { name: verb }).click();
    await refusedAt(page, /^Template/, { says: 'template: there is no such template' });
    await fill(page, { Kind: 'First come, first served', Template: 'few', 'Coupons there are': '6' });
    await page.getByRole('button', { name: verb }).click();
    await page.getByRole('dialog').getByRole('button', { name: verb }).click();
    await refusedAt(page, /^Template/, { says: 'template: only 5 are left of its total' });
    await person.close();
});

test('a list with wrong lines is refused as a whole, with their numbers', async () => {
    const token = await service.tokenOf('mona', ['merchant']);
    const person = await openBrowserOf(browser, service, { ...staff, token });
    const page = await person.open('/shop');
    await page.getByRole('heading', { level: 1, name: 'Templates' }).waitFor();
    await openSection(page, 'Grants');
    await page.getByRole('link', { name: 'Grant coupons to a list' }).click();
    const list = join(service.folder, 'wrong.csv');
    writeFileSync(list, 'user\nann\n\nbob,carl\n');
    await fill(page, { Grant: 'wrong', Template: 'known' });
    await page.getByLabel('List of users').setInputFiles(list);
    await page.getByRole('button', { name: 'Grant coupons to a list' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Grant coupons to a list' }).click();
    await refusedAt(page, 'List of users', { says: 'line 3 is empty; line 4 has more than one field' });
    await person.close();
});

test('when the token no longer holds, one is told, and may sign in again', async () => {
    const [head, claims] = staff.token.split('.');
    const token = `${head}.${claims}.${'A'.repeat(43)}`;
    const person = await openBrowserOf(browser, service, { ...staff, token, allowed: /status of 401/ });
    const page = await person.open('/shop');
    // Anybody may see the rounds, but not what was given and spent.
    await openSection(page, 'Reconciliation');
    await page.getByRole('button', { name: 'Reconcile now' }).click();
    await page.getByText('You are no longer signed in.').waitFor();
    await page.getByLabel('Your name').fill('mei');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Sections' }).waitFor();
    await person.close();
});

test('who has neither scope is told so', async () => {
    const person = await openBrowserOf(browser, service, { ...desk, token: await service.tokenOf('ann') });
    const page = await person.open('/shop');
    await page.getByText('You may not run rounds or make coupons').waitFor();
    await assertAccessibleInBothLooks(page);
    await person.close();
});
