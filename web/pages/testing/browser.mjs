// Pages in Debian's Chromium. Whatever a page must never do fails the test that opened it: an error in the console,
// a violation of its Content-Security-Policy, a request to another host.
import axe from 'axe-core';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** A phone of many people: 360 by 740 points, with touch. */
export const phone = {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
};
export const desk = { viewport: { width: 1280, height: 800 } };

const usualMs = 500;

export function startBrowser() {
    // Chromium refuses its sandbox to root, who runs these tests in containers.
    const args = ['--no-proxy-server', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])];
    return chromium.launch({ executablePath, args });
}

/** Notes what a page must not do. @param {RegExp | null} allowed of what the console says, where it is provoked */
async function watch(context, address, allowed) {
    const wrongs = [];
    const note = (wrong) => allowed?.test(wrong) || wrongs.push(wrong);
    await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
            console.error(`CSP: ${violatedDirective} forbids ${blockedURI}`),
        );
    });
    context.on('weberror', (error) => note(String(error.error().stack)));
    context.on('console', (message) => {
        if (!['error', 'warning'].includes(message.type())) return;
        note(`${message.text()} ${message.location().url}`);
    });
    context.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.origin !== address) note(`asked ${url}`);
    });
    return wrongs;
}

/**
 * A person's browser at the service. Its pages share what they remember, as tabs do.
 * @param {object} person `token` if signed in; `language`; `allowed`: a RegExp of what the console may say, where
 *     the test provokes it; and what playwright's newContext takes
 */
export async function openBrowserOf(browser, service, person = {}) {
    const { token, language = 'en', allowed = null, ...options } = person;
    const context = await browser.newContext({
        ...phone,
        locale: language,
        reducedMotion: 'reduce',
        ...options,
    });
    context.setDefaultTimeout(60_000);
    const wrongs = await watch(context, service.address, allowed);
    return {
        context,
        /** Opens a path in a new tab, signed in as the shop would do it; `fragment` is what else is in it. */
        async open(path, fragment = '') {
            const page = await context.newPage();
            const parts = [fragment, token && `token=${token}`].filter(Boolean);
            await page.goto(service.address + path + (parts.length > 0 ? `#${parts.join('&')}` : ''));
            return page;
        },
        /** Fails if a page did what it must not; then closes all. */
        async close() {
            await context.close();
            assert.deepEqual(wrongs, []);
        },
    };
}

/**
 * How much slower than usual this machine shows a page just now, at least 1: rounds take that much longer, because
 * what is tested must be seen before it is over.
 */
export async function measurePace(browser, service) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const times = [];
    for (let i = 0; i < 3; ++i) {
        const start = performance.now();
        await page.goto(`${service.address}/`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        times.push(performance.now() - start);
    }
    await context.close();
    return Math.min(6, Math.max(1, Math.max(...times.slice(1)) / usualMs));
}

/**
 * A picture for the README, `docs/pictures/NAME.png`, where they are wanted: with FAIRDRAW_PICTURES=1 in the
 * environment. Otherwise tests would change files that are kept.
 */
export async function photograph(page, name) {
    if (!process.env.FAIRDRAW_PICTURES) return;
    const path = fileURLToPath(new URL(`../../../docs/pictures/${name}.png`, import.meta.url));
    await page.screenshot({ path, scale: 'css' });
}

/** Fails on a violation of WCAG 2.2 AA that axe-core can see, in the look that is shown. */
export async function assertAccessible(page) {
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const found = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } });
        return found.violations.map(
            ({ id, nodes }) =>
                `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
        );
    });
    assert.deepEqual(violations, []);
}

/** The same in light and in dark. */
export async function assertAccessibleInBothLooks(page) {
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await assertAccessible(page);
    }
    await page.emulateMedia({ colorScheme: null });
}
