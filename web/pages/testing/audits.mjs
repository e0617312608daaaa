// For tests of the audit page: dropping files on it, reading its report, and what the other auditors say.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../audit/command.mjs';

export const bundles = fileURLToPath(new URL('../../../tests/vectors/bundles/', import.meta.url));

/**
 * Lets go of files over the page. A report that is there is not taken for the next.
 * @param files content by name
 */
export function drop(page, files) {
    const given = Object.entries(files).map(([name, content]) => ({
        name,
        base64: Buffer.from(content).toString('base64'),
    }));
    return page.evaluate((all) => {
        document.querySelector('.verdict')?.setAttribute('data-old', '');
        const dataTransfer = new DataTransfer();
        for (const { name, base64 } of all) {
            const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            dataTransfer.items.add(new File([bytes], name));
        }
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    }, given);
}

export function filesIn(folder) {
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** What the page says, once it has ended, in the form of the auditors' reports. */
export async function reportOn(page) {
    await page.locator('.verdict:not([data-old])').waitFor();
    return page.evaluate(() => {
        const text = (within, what) => within.querySelector(what)?.textContent.trim() ?? null;
        const verdict = document.querySelector('.verdict');
        const verdicts = { good: 'pass', bad: 'fail', warn: 'unreadable' };
        const oks = { good: true, bad: false, warn: null };
        const classOf = (element, names) =>
            names[Object.keys(names).find((name) => element.classList.contains(name))];
        const checks = [...document.querySelectorAll('.checks > li')].map((check) => ({
            id: text(check, 'code'),
            ok: classOf(check.querySelector('.mark'), oks),
            detail: text(check, '.reason'),
        }));
        const kind = classOf(verdict, verdicts);
        return { verdict: kind, message: kind === 'unreadable' ? text(verdict, '.reason') : null, checks };
    });
}

/** Another auditor's report, as far as a page shows it. */
export const shown = ({ verdict, message, checks }) => ({ verdict, message, checks });
export const withoutDetails = ({ verdict, checks }) => ({
    verdict,
    checks: checks.map(({ id, ok }) => ({ id, ok })),
});

export async function cliReport(...args) {
    return JSON.parse((await runCommand([...args, '--json'])).output);
}

/** By `fairdraw audit`. */
export function programReport(service, ...args) {
    const { stdout } = spawnSync(service.program, ['audit', ...args, '--json'], { encoding: 'utf8' });
    return JSON.parse(stdout);
}
