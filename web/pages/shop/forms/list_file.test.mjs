// How many users a file names, as the API would count them, and whether it may be sent at all.
import { File } from 'node:buffer';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookInto, typeOf } from './list_file.mjs';

const csv = (text) => new File([text], 'list.csv');
const usersOf = async (file) => (await lookInto(file)).users;

test('a line is a user, but for the header and what is empty', async () => {
    assert.equal(await usersOf(csv('ann\nben')), 2);
    assert.equal(await usersOf(csv('ann\r\nben\r\n\r\n')), 2);
    for (const header of ['user\n', 'User\r\n', '"USER"\n', '\uFEFFuser\n', 'user'])
        assert.equal(await usersOf(csv(header)), 0, header);
    assert.equal(await usersOf(csv('\uFEFF"user"\r\nann\n')), 1);
    assert.equal(await usersOf(csv('user"\nusers\n')), 2);
    assert.equal(await usersOf(csv('')), 0);
});

test('JSON Lines have no header, and are sent as what they are', async () => {
    const file = new File(['user\n{"user":"ann"}\n'], 'list.NDJSON');
    assert.equal(await usersOf(file), 2);
    assert.equal(typeOf(file), 'application/x-ndjson');
    assert.equal(typeOf(csv('')), 'text/csv');
});

test('what is too large is not even read', async () => {
    const large = { name: 'l.csv', size: 64 * 1024 * 1024 + 1, stream: () => assert.fail('it was read') };
    assert.equal((await lookInto(large)).wrong, 'shop.wrong.file');
});

test('a million users may be, and no more', async () => {
    const million = 'u\n'.repeat(1_000_000);
    assert.deepEqual(await lookInto(csv(`user\n${million}`)), { users: 1_000_000, wrong: null });
    assert.equal((await lookInto(csv(`${million}u`))).wrong, 'shop.wrong.users');
});
