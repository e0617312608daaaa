// What a browser runs asks nothing of Node, does no input or output but in address_source, and meets the packages
// in one file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const forBrowsers = ['audit', 'log_audit', 'receipt', 'drand', 'note', 'output', 'address_source'];

const read = (file) => readFileSync(new URL(file, import.meta.url), 'utf8');

/** Every module that some modules need, with what each imports. */
const reach = (files) => {
    const imports = new Map();
    const waiting = [...files];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
        if (imports.has(file)) continue;
        const names = [...read(file).matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gms)].map(
            ([, name]) => name,
        );
        imports.set(file, names);
        waiting.push(...names.filter((name) => name.startsWith('./')).map((name) => name.slice(2)));
    }
    return imports;
};

test('what a browser runs needs no Node, and only crypto.mjs needs packages', () => {
    const imports = reach(forBrowsers.map((name) => `${name}.mjs`));
    assert.ok(imports.size > 20);
    for (const [file, names] of imports) {
        const foreign = names.filter((name) => !name.startsWith('./'));
        assert.ok(
            foreign.every((name) => file === 'crypto.mjs' && name.startsWith('@noble/')),
            `${file}: ${foreign}`,
        );
        assert.doesNotMatch(read(file), /\b(process|Buffer|require)\b\s*[.([]/, file);
    }
});

test('the audit itself does no input or output, and knows no clock', () => {
    for (const file of reach(['audit.mjs', 'log_audit.mjs']).keys()) {
        assert.doesNotMatch(read(file), /\bfetch\(|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/, file);
    }
});
