// What the program says to whoever audits: of voided rounds, of receipts, of what went wrong.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { Chain } from './testing/chain.mjs';
import { Operator } from './testing/operator.mjs';
import { enterMs, makeTexts } from './testing/round.mjs';

const bundles = fileURLToPath(new URL('../../tests/vectors/bundles/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fairdraw-report-'));
after(() => rmSync(folder, { recursive: true }));
const write = (name, content) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
};
const run = async (...args) => {
    const { status, output, errors } = await runCommand([...args, '--json']);
    return { status, errors, report: output ? JSON.parse(output) : null };
};
const statusOf = async (...args) => (await run(...args)).status;

test('without its packages the program says how to get them, and seems to have found nothing', () => {
    const bare = mkdtempSync(join(tmpdir(), 'fairdraw-bare-'));
    cpSync(fileURLToPath(new URL('.', import.meta.url)), bare, { recursive: true });
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(bare, 'cli.mjs'), '--help'], {
        encoding: 'utf8',
    });
    rmSync(bare, { recursive: true });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^[^\n]*scripts\/web[^\n]*\n$/);
});

test('a person is told that a round was voided, why, and that its result could be withheld', async () => {
    const { output } = await runCommand([`${bundles}void-after-the-close`]);
    assert.match(output, /\nPASS: .* VOIDED\n/);
    assert.match(output, /VOIDED after the close.*: the shop withdrew the offer\nWith `beacon none` /);
    assert.match(output, /withhold it by voiding the round\..*\n$/);
    const { report } = await run(`${bundles}void-before-the-close`);
    assert.deepEqual(report.void, {
        reason: 'the shop withdrew the offer',
        closed: false,
        operator_could_withhold: true,
    });
    assert.equal(report.operator_could_choose, null);
    assert.equal((await run(`${bundles}seven`)).report.void, null);
    assert.equal((await run(`${bundles}unreadable/bom`)).report.operator_could_choose, null);
});

test('with a beacon the result of a voided round is known once it was due', async () => {
    const operator = new Operator();
    const said = async (chain, voidText, announcement) => {
        const place = mkdtempSync(join(folder, 'void-'));
        const keep = (name, content) => writeFileSync(join(place, name), content);
        keep('operator.vkey', operator.vkey);
        keep('announcement.txt', operator.note(announcement));
        keep('void.txt', operator.note(voidText));
        return (await runCommand([place, '--drand-chain', write('chain', chain)])).output;
    };
    // Of a chain whose round 100 is due an hour after the entry window.
    const chain = new Chain(enterMs / 1000 + 3660 - 3 * 99);
    const { announcement, voidOfOpen } = makeTexts({ beacon: chain.output(100) });
    const info = chain.description;
    assert.match(await said(info, voidOfOpen, announcement), /the beacon was not due yet/);
    const later = voidOfOpen.replace(/voided .*/, 'voided 2100-01-01T00:00:00.000Z');
    assert.match(await said(info, later, announcement), /The beacon was due by then/);
    const unheard = later.replace(/reason .*/, 'reason \u009b31m');
    assert.doesNotMatch(await said(info, unheard, announcement), /\u009b/);
});

test('a receipt may be the whole answer to an entry, and that of another round is said to be one', async () => {
    const receipt = readFileSync(`${bundles}receipts/alone.json`, 'utf8');
    const answer = write('answer', `{"round": "daily-2026-11-21", "receipt": ${receipt}, "tag": ""}`);
    assert.equal(await statusOf(`${bundles}three-hundred`, '--receipt', answer), 0);
    assert.equal(await statusOf(`${bundles}three-hundred`, '--receipt', write('none', '{"receipt": null}')), 2);
    const { status, output } = await runCommand([`${bundles}seven`, '--receipt', answer]);
    assert.equal(status, 1);
    assert.match(output, /\nTHE RECEIPT IS OF ANOTHER ROUND, daily-2026-11-21\. /);
});

test('trouble is said in plain words', async () => {
    const message = async (...args) => (await run(...args)).report.message;
    const nobody = 'http://127.0.0.1:2/v1/rounds/r/evidence';
    assert.match(await message(nobody), /: cannot connect$/);
    assert.match(await message(nobody.slice(7)), /no such folder; an address begins with http/);
    const server = createServer((_, response) => response.writeHead(404).end());
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    const place = `//127.0.0.1:${server.address().port}/nothing`;
    assert.match(await message(`https:${place}`), /: no TLS connection$/);
    assert.match((await runCommand([`http:${place}`])).output, /rounds\/ROUND\/evidence/);
    server.close();
    assert.match(await message(`${bundles}seven`, '--vkey', join(folder, 'missing')), /: no such file$/);
    assert.match((await run(`${bundles}seven`, '--vkye', 'x')).errors, /^Unknown option '--vkye'\nusage: /);
});
