// How a test does what a person at the shop's console does.

// What of a template does not matter to a test.
export const rule = {
    currency: 'TWD',
    benefit: { kind: 'amount_off', amount: 100 },
    scope: { kind: 'shop' },
    stacking: { kind: 'exclusive' },
    valid: { days: 30 },
};

export async function openSection(page, name) {
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** A time so many seconds from now, as it is typed. The browser's clock is this machine's, and so is its zone. */
export function timeIn(seconds) {
    const time = new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000);
    return new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
        .toISOString()
        .slice(0, 19)
        .replace(/(T..:..):00$/, '$1');
}

/** Fills in fields by their labels; of a choice, what it is called. */
export async function fill(page, values) {
    for (const [label, value] of Object.entries(values)) {
        // A label may go on with what one need not fill in.
        const words = new RegExp(`^${label.replace(/[.?()]/g, '\\$&')}( \\(may be empty\\))?$`);
        const field = page.getByLabel(words).filter({ visible: true });
        const isChoice = await field.evaluate((element) => element.tagName === 'SELECT');
        await (isChoice ? field.selectOption(value) : field.fill(value));
    }
}

/** Presses, is asked, says yes, and is told what was done. */
export async function act(page, verb, told, look = async () => {}) {
    await page.getByRole('button', { name: verb, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await look(dialog);
    await dialog.getByRole('button', { name: verb, exact: true }).click();
    await page.getByRole('status').getByText(told).waitFor();
    await dialog.waitFor({ state: 'detached' });
}
