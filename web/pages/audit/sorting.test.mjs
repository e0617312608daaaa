// What is dropped is told apart by name and content.
import assert from 'node:assert/strict';
import { File } from 'node:buffer';
import { test } from 'node:test';
import { unreadable } from '../../audit/audit.mjs';
import { reportAsJson } from '../../audit/output.mjs';
import { checkpointText } from '../../audit/testing/log.mjs';
import { Operator, Witness } from '../../audit/testing/operator.mjs';
import { sortFiles } from './sorting.mjs';

const operator = new Operator();
const found = (files) =>
    Object.entries(files).map(([path, content]) => ({
        path,
        file: new File([content], path.slice(path.lastIndexOf('/') + 1)),
    }));
const named = (file) => file?.name;

test('evidence is known by its names, and the rest by what is in it', async () => {
    const sorted = await sortFiles(
        found({
            'tonight/announcement.txt': 'x',
            'tonight/operator.vkey': operator.vkey,
            'tonight/readme.md': 'hello',
            'shop.vkey': operator.vkey,
            'a.key': new Witness().vkey,
            'b.key': `${new Witness('other.example', 3).vkey}https://other.example/\n`,
            'kept.txt': operator.note(checkpointText(operator.name, ['a', 'b'])),
            'entry.json': '{"receipt": {}}',
            'chain.json': '{"schemeID": "bls-unchained-g1-rfc9380"}',
        }),
    );
    const { evidence, folder, brought, unknown, several } = sorted;
    assert.deepEqual(evidence.map(named), ['announcement.txt', 'operator.vkey']);
    assert.deepEqual([folder, several, unknown], ['tonight', false, ['readme.md']]);
    assert.deepEqual(brought.witnesses.map(named), ['a.key', 'b.key']);
    assert.deepEqual([brought.key, brought.since, brought.receipt, brought.chain].map(named), [
        'shop.vkey',
        'kept.txt',
        'entry.json',
        'chain.json',
    ]);
});

test('an operator.vkey alone is a key brought along, also beside another folder’s round', async () => {
    const alone = await sortFiles(found({ 'operator.vkey': operator.vkey }));
    assert.deepEqual([alone.evidence, alone.brought.key?.name], [[], 'operator.vkey']);
    const beside = await sortFiles(
        found({ 'operator.vkey': operator.vkey, 'tonight/announcement.txt': 'x', 'tonight/operator.vkey': 'y' }),
    );
    assert.deepEqual(beside.evidence.map(named), ['announcement.txt', 'operator.vkey']);
    assert.deepEqual([beside.folder, beside.several], ['tonight', false]);
    assert.equal(await beside.brought.key.text(), operator.vkey);
});

test('of JSON only what names a receipt’s note, or a receipt, is taken for one', async () => {
    const report = reportAsJson({ ...unreadable('x'), checks: [{ id: 'receipt', ok: true, detail: '' }] }, false);
    const { brought, unknown } = await sortFiles(
        found({ 'kept.json': report, 'other.json': '{}', 'alone.json': '{"note" : ""}' }),
    );
    assert.deepEqual(unknown, ['kept.json', 'other.json']);
    assert.equal(brought.receipt.name, 'alone.json');
});

test('of several rounds none is taken, rather than files of one and of another', async () => {
    const { evidence, several } = await sortFiles(
        found({ 'all/one/announcement.txt': 'x', 'all/two/announcement.txt': 'y' }),
    );
    assert.deepEqual([evidence, several], [[], true]);
});
