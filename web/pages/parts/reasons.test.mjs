// Whatever the auditor says of a vector, a log or a receipt is known, and so can be said in every language.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { audit } from '../../audit/audit.mjs';
import { folderSource } from '../../audit/folder_source.mjs';
import { auditLog } from '../../audit/log_audit.mjs';
import { parseReceipt } from '../../audit/receipt.mjs';
import { checkpointText, logSource } from '../../audit/testing/log.mjs';
import { Operator } from '../../audit/testing/operator.mjs';
import { makeTexts, opensMs } from '../../audit/testing/round.mjs';
import { recognize } from './reasons.mjs';

const bundles = fileURLToPath(new URL('../../../tests/vectors/bundles/', import.meta.url));
const readJson = (file) => JSON.parse(readFileSync(bundles + file, 'utf8'));
const known = (reason, where) => assert.notEqual(recognize(reason), null, `${where}: ${reason}`);

test('reasons of the vectors are known', async () => {
    for (const name of Object.keys(readJson('expected.json'))) {
        const { message, checks } = await audit(await folderSource(bundles + name));
        for (const { detail } of checks) known(detail, name);
        if (message !== null) known(message, name);
    }
});

test('reasons of receipts are known', async () => {
    for (const [name, { bundle, verdict }] of Object.entries(readJson('receipts/expected.json'))) {
        const read = () => parseReceipt(readFileSync(`${bundles}receipts/${name}.json`), name);
        if (verdict === 'unreadable') {
            assert.throws(read, ({ message }) => recognize(message) !== null, name);
            continue;
        }
        const { checks } = await audit(await folderSource(bundles + bundle), { receipt: read() });
        known(checks.at(-1).detail, name);
    }
});

test('reasons of a log are known, also of one that has lost a round’s outcome', async () => {
    const operator = new Operator();
    const { announcement, close, draw } = makeTexts();
    for (const leaves of [
        [announcement, close, draw],
        [announcement, close],
        [close, draw],
    ]) {
        const source = logSource(leaves, operator.note(checkpointText(operator.name, leaves)));
        const { checks } = await auditLog(source, { key: operator.key, now: opensMs + 86_400_000 });
        for (const { detail } of checks) known(detail, `${leaves.length} leaves`);
    }
});

test('several reasons in one are told apart, a value may be a reason, and what is not known is left', () => {
    const keys = (reason) => recognize(reason)?.map(({ key }) => key);
    assert.deepEqual(keys('signed by shop.example+0a1b2c3d; key not pinned'), [
        'reason.signed',
        'reason.signed.unpinned',
    ]);
    assert.deepEqual(recognize('close.txt, line 6: missing')[0].values, {
        file: 'close.txt',
        line: '6',
        reason: 'missing',
    });
    for (const said of ['something that no auditor says', 'close.txt: that', 'close.txt, line 6: that'])
        assert.equal(recognize(said), null, said);
    assert.deepEqual(keys('each text names the one before it; one origin, one round'), ['reason.chain']);
});
