// The command line: what it takes, what it prints, its exit status; evidence and logs over HTTP.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { checkpointText, logSource, proofText } from './testing/log.mjs';
import { Operator, Witness } from './testing/operator.mjs';
import { drawnRound, makeTexts, opensMs } from './testing/round.mjs';

const bundles = fileURLToPath(new URL('../../tests/vectors/bundles/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fairdraw-audit-'));
const write = (name, content) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
};

/** Answers by path: a text, a status, or what it does to the response. @type {Map<string, any>} */
const special = new Map();
const server = createServer((request, response) => {
    const answer = special.get(request.url);
    if (typeof answer === 'function') return answer(response);
    if (typeof answer === 'string') return response.end(answer);
    if (typeof answer === 'number') return response.writeHead(answer, { Location: '/elsewhere' }).end();
    try {
        return response.end(readFileSync(bundles + request.url.slice(1)));
    } catch {
        return response.writeHead(404).end();
    }
});
let base = '';
before(() =>
    new Promise((listening) => server.listen(0, '127.0.0.1', listening)).then(() => {
        base = `http://127.0.0.1:${server.address().port}`;
    }),
);
after(() => {
    server.close();
    rmSync(folder, { recursive: true });
});

const run = async (...args) => {
    const { status, output, errors } = await runCommand([...args, '--json']);
    return { status, errors, report: output ? JSON.parse(output) : null };
};
const statusOf = async (...args) => (await run(...args)).status;

test('the program itself prints and exits as its parts say', () => {
    const program = fileURLToPath(new URL('cli.mjs', import.meta.url));
    const spawned = (...args) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    const passed = spawned(`${bundles}seven`, '--json');
    assert.equal(passed.status, 0);
    assert.equal(JSON.parse(passed.stdout).verdict, 'pass');
    assert.equal(spawned(`${bundles}tampered/winner-added`).status, 1);
    assert.equal(spawned(`${bundles}unreadable/bom`).status, 2);
    assert.match(spawned('--help').stdout, /^usage: /);
    assert.equal(spawned().status, 2);
});

test('a person is told what was not checked, and what no beacon and no pinned key mean', async () => {
    const said = async (...args) => (await runCommand(args)).output;
    const text = await said(`${bundles}seven`);
    assert.match(text, /PASS: .*; not checked: published\n/);
    assert.match(text, /could choose the winners/);
    assert.match(text, /key was not pinned/);
    const pinned = await said(`${bundles}drand-quicknet-1000`, '--vkey', `${bundles}seven/operator.vkey`);
    assert.match(pinned, /no witness has said that the list was closed before it was due/);
    assert.doesNotMatch(pinned, /beacon none|not pinned/);
    assert.match(await said(`${bundles}tampered/winner-added`), /\nFAIL: winners; not checked: published\n/);
    assert.match(await said(`${bundles}unreadable/leading-zero`), /^UNREADABLE: close\.txt, line 6/);
});

test('wrong use is neither a pass nor a fail', async () => {
    const seven = `${bundles}seven`;
    for (const args of [
        [],
        [seven, seven],
        [seven, '--since', 'x'],
        [seven, '--no-such-option'],
        [seven, '--vkey'],
        ['--log', base],
        [seven, '--vkey', `${seven}/operator.vkey`, '--vkey', `${seven}/operator.vkey`],
        ['--log', base, seven, '--vkey', `${seven}/operator.vkey`],
    ]) {
        const { status, errors, report } = await run(...args);
        assert.deepEqual([status, report], [2, null], args.join(' '));
        assert.match(errors, /usage: /);
    }
});

test('files given must be there and be what they should', async () => {
    const seven = `${bundles}seven`;
    for (const option of ['--vkey', '--receipt', '--drand-chain', '--witness']) {
        assert.equal(await statusOf(seven, option, join(folder, 'missing')), 2);
        assert.equal(await statusOf(seven, option, folder), 2);
        assert.equal(await statusOf(seven, option, write('empty', '')), 2);
    }
    assert.equal(await statusOf(seven, '--witness', `${seven}/operator.vkey`), 2);
    const { vkey } = new Witness();
    assert.equal(await statusOf(seven, '--witness', write('w', vkey)), 0);
    assert.equal(await statusOf(seven, '--witness', write('w', `${vkey}https://w.example/add\n`)), 0);
    for (const more of [
        '\n',
        'ftp://w.example\n',
        'https://w.example',
        'https://w.example\nhttps://w.example\n',
    ]) {
        assert.equal(await statusOf(seven, '--witness', write('w', vkey + more)), 2);
    }
    assert.equal(await statusOf(join(folder, 'missing')), 2);
});

test('over HTTP the same evidence gets the same report', async () => {
    for (const bundle of [
        'three-hundred',
        'drand-quicknet-1000',
        'void-after-the-close',
        'unreadable/vkey-missing',
    ]) {
        const near = await run(bundles + bundle);
        for (const slash of ['', '/']) assert.deepEqual(await run(`${base}/${bundle}${slash}`), near);
    }
});

test('over HTTP only 404 and 410 mean missing, and half an answer is trouble', async () => {
    const withVoid = async (answer) => {
        special.set('/seven/void.txt', answer);
        return statusOf(`${base}/seven`);
    };
    for (const status of [404, 410]) assert.equal(await withVoid(status), 0);
    for (const status of [204, 206, 301, 302, 401, 429, 500, 503])
        assert.equal(await withVoid(status), 2, `${status}`);
    special.clear();
    special.set('/seven/entries.txt', (response) => {
        response.writeHead(200, { 'Content-Length': 231 });
        response.write(readFileSync(`${bundles}seven/entries.txt`).subarray(0, 33), () =>
            response.destroy(),
        );
    });
    assert.equal(await statusOf(`${base}/seven`), 2);
    special.clear();
});

test('an address that is none, or where nobody is, is trouble', async () => {
    for (const address of [
        'http://',
        'http:///x',
        'http://127.0.0.1:9/x',
        'http://user@127.0.0.1/x',
        `${base}/a b`,
        `${base}/seven?x`,
    ]) {
        assert.equal(await statusOf(address), 2, address);
    }
});

test('proofs, witnesses and a log, as an operator serves them', async () => {
    const operator = new Operator();
    const witness = new Witness();
    const texts = makeTexts();
    const leaves = [texts.announcement, texts.close, texts.draw];
    const opening = operator.note(checkpointText(operator.name, leaves.slice(0, 1)));
    const note = operator.note(checkpointText(operator.name, leaves));
    const cosigned = opening + witness.cosignature(opening, opensMs / 1000 - 1);
    const files = {
        ...drawnRound(texts, operator),
        'announcement.proof': proofText(leaves.slice(0, 1), 0, cosigned),
    };
    for (const [name, content] of Object.entries(files)) special.set(`/round/${name}`, content);
    const pages = logSource(leaves, note + witness.cosignature(note, 1_800_000_000));
    for (const name of ['checkpoint', 'leaves?from=0&to=3']) {
        special.set(`/log/${name}`, new TextDecoder().decode(await pages.read(name, 1e6)));
    }
    const common = ['--vkey', write('o.vkey', operator.vkey), '--witness', write('w.vkey', witness.vkey)];
    const round = await run(`${base}/round`, ...common);
    assert.equal(round.status, 0);
    assert.ok(round.report.checks.every(({ ok }) => ok));
    const log = await run('--log', `${base}/log`, '--since', write('since', opening), ...common);
    assert.equal(log.status, 0);
    assert.ok(log.report.checks.every(({ ok }) => ok));
    assert.equal(log.report.log.size, 3);
    assert.equal(await statusOf('--log', `${base}/nothing`, ...common), 2);
    assert.equal(await statusOf('--log', `${base}/log`, ...common, '--since', join(folder, 'missing')), 2);
});
