// Fields that more than one form has.

/** @typedef {import('./kinds.mjs').Field} Field */

/** @param {string} name @param {import('./kinds.mjs').Key} label @returns {Field} what the API takes for an id */
export const idField = (name, label) => ({
    name,
    kind: 'text',
    label,
    hint: 'shop.id.hint',
    required: true,
    pattern: /^[a-z0-9][a-z0-9-]{0,63}$/,
    otherwise: 'shop.wrong.id',
});

/** Times are typed by this device's clock; which zone that is. */
export const zoneHere = () => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone });

/**
 * @param {string} name @param {import('./kinds.mjs').Key} label @param {Field['shown']} [shown]
 * @returns {Field}
 */
export const timeField = (name, label, shown) => ({
    name,
    kind: 'time',
    label,
    hint: 'shop.time.hint',
    say: zoneHere(),
    required: true,
    shown,
});

/**
 * Which template a round gives: of those that may be, or, for whom the templates are not shown, by its id.
 * @param {{template: string, title: string}[] | null} templates @param {Partial<Field>} rest
 * @returns {Field}
 */
export function templateField(templates, rest) {
    const field = { ...idField('template', 'shop.template'), hint: undefined, ...rest };
    if (templates === null) return field;
    const titles = new Map(templates.map(({ template, title }) => [template, title]));
    return {
        ...field,
        kind: 'choice',
        choices: ['', ...titles.keys()],
        name_of: (id) => (id === '' ? '—' : `${titles.get(id) ?? id} (${id})`),
    };
}
