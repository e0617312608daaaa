// Every language says everything, with the same values in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import en from './en.mjs';
import chinese from './zh-Hant.mjs';

const valuesIn = (text) =>
    [
        ...new Set(
            [...Object.values(typeof text === 'string' ? { text } : text)].flatMap(
                (words) => words.match(/\{\w+\}/g) ?? [],
            ),
        ),
    ].sort();

test('the languages have the same keys', () => {
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(en).sort());
});

test('what is put into a text is the same in each language', () => {
    for (const [key, text] of Object.entries(en))
        assert.deepEqual(valuesIn(chinese[key]), valuesIn(text), key);
});

test('no text is empty, and none is left in English', () => {
    for (const [key, text] of Object.entries(chinese)) {
        const words = typeof text === 'string' ? text : text.other;
        assert.match(words, /\p{Script=Han}|^\P{L}+$/u, key);
    }
});

test('what the API names by a word of its own, the console says in words', () => {
    const api = readFileSync(new URL('../../../docs/openapi.yaml', import.meta.url), 'utf8');
    // By the first word of each list.
    for (const [first, prefix] of [
        ['announced', 'shop.round.state'],
        ['draft', 'shop.template.state'],
        ['running', 'shop.grant.state'],
        ['history', 'shop.finding'],
    ]) {
        const [, words] = new RegExp(`enum: \\[(${first}, [^\\]]+)\\]`).exec(api) ?? [];
        assert.ok(words, first);
        for (const word of words.split(', ')) assert.ok(`${prefix}.${word}` in en, `${prefix}.${word}`);
    }
});
