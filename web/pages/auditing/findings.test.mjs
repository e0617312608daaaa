// What the page is told of a log, over HTTP as in a browser.
import assert from 'node:assert/strict';
import { File } from 'node:buffer';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { concat } from '../../audit/bytes.mjs';
import { checkpointText, logSource } from '../../audit/testing/log.mjs';
import { Operator, Witness } from '../../audit/testing/operator.mjs';
import { makeTexts, opensMs } from '../../audit/testing/round.mjs';
import { find } from './findings.mjs';

const operator = new Operator();
const witness = new Witness();
const { announcement } = makeTexts();
const checkpoint = operator.note(checkpointText(operator.name, [announcement]));

let server;
let source;
before(async () => {
    server = createServer((request, response) => {
        try {
            response.end(source.read(request.url.slice(1)));
        } catch {
            response.writeHead(400).end();
        }
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
});
after(() => server.close());

/** What is found in a log of one announcement, with files brought along. */
function findLog(note, brought) {
    source = logSource([announcement], note);
    const none = { key: null, formerKeys: [], receipt: null, since: null, chain: null, witnesses: [] };
    const address = `http://127.0.0.1:${server.address().port}`;
    const order = {
        place: { kind: 'log', address, evidence: null },
        brought: { ...none, ...brought },
        now: opensMs,
    };
    return find(order, () => {});
}
const fileOf = ({ name, vkey }) => new File([vkey], `${name}.vkey`);

test('a round without outcome is open, and nothing is said of a log whose leaves were not read', async () => {
    const { open, verdict } = await findLog(checkpoint, { key: fileOf(operator) });
    assert.equal(verdict, 'pass');
    assert.deepEqual(
        open.map(({ round }) => round),
        ['daily'],
    );
    const stranger = new Operator(operator.name, 7);
    const unread = await findLog(checkpoint, { key: fileOf(stranger) });
    assert.equal(unread.verdict, 'fail');
    assert.equal(unread.checkpoint.size, 1);
    assert.equal(unread.open, null);
});

test('a cosigner’s time is said only if it verifies, and is one', async () => {
    const lineOf = (name, eight) => new Witness(name, 9).line(concat(eight, new Uint8Array(64)));
    const hugest = 2 ** 53;
    const note =
        checkpoint +
        witness.cosignature(checkpoint, 1_800_000_000) +
        lineOf('nobody.example', new Uint8Array(8).fill(255)) +
        new Witness('far.example', 3).cosignature(checkpoint, hugest);
    const { cosigners } = await findLog(note, {
        key: fileOf(operator),
        witnesses: [witness, new Witness('far.example', 3)].map(fileOf),
    });
    assert.deepEqual(
        cosigners.map(({ name, time, good }) => [name, time, good]),
        [
            [witness.name, 1_800_000_000_000, true],
            ['nobody.example', null, null],
            ['far.example', null, true],
        ],
    );
});
