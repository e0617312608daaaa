// What a visitor may bring along: keys, a receipt, an earlier checkpoint. All of it stays in the browser.
import { useRef } from 'preact/hooks';
import { t } from '../texts/texts.mjs';
import { FileButton } from './file_button.jsx';

/**
 * @typedef {import('../auditing/findings.mjs').Brought} Brought
 * @typedef {'key' | 'formerKeys' | 'receipt' | 'since' | 'chain' | 'witnesses'} Kind
 */

/** @type {Kind[]} */
const forRounds = ['key', 'receipt', 'witnesses', 'chain'];
/** @type {Kind[]} */
const forLogs = ['key', 'formerKeys', 'since', 'witnesses', 'chain'];

/** @param {Brought} brought @param {Kind} kind @returns {File[]} */
function filesOf(brought, kind) {
    const value = brought[kind];
    return Array.isArray(value) ? value : value ? [value] : [];
}

/** @param {{kind: Kind, brought: Brought, onBring: (brought: Brought) => void}} props */
function Item({ kind, brought, onBring }) {
    const several = Array.isArray(brought[kind]);
    const files = filesOf(brought, kind);
    const names = files.map(({ name }) => name).join(', ');
    const item = useRef(/** @type {HTMLLIElement | null} */ (null));
    const set = (/** @type {File[]} */ chosen) =>
        onBring({ ...brought, [kind]: several ? chosen : (chosen[0] ?? null) });
    const without = () => {
        // Its own button goes away with the files.
        item.current?.querySelector('button')?.focus();
        set([]);
    };
    return (
        <li ref={item}>
            <div class="actions">
                <FileButton
                    multiple={several}
                    label={t(`audit.bring.${kind}`)}
                    describedBy={`bring-${kind}`}
                    onFiles={(chosen) => chosen.length > 0 && set(chosen)}
                />
                {files.length > 0 && (
                    <button type="button" class="plain" onClick={without}>
                        {t('audit.bring.without', { names })}
                    </button>
                )}
            </div>
            <span id={`bring-${kind}`} class="small soft">
                {t(`audit.bring.${kind}.what`)}
            </span>
        </li>
    );
}

/** @param {{brought: Brought, forLog: boolean, onBring: (brought: Brought) => void}} props */
export function Bring({ brought, forLog, onBring }) {
    const kinds = forLog ? forLogs : forRounds;
    const count = kinds.flatMap((kind) => filesOf(brought, kind)).length;
    return (
        <details class="sheet">
            <summary>
                {count > 0
                    ? t('audit.bring.some', { count })
                    : t(forLog ? 'audit.bring.title-log' : 'audit.bring.title')}
            </summary>
            <ul class="brought">
                {kinds.map((kind) => (
                    <Item key={kind} kind={kind} brought={brought} onBring={onBring} />
                ))}
            </ul>
        </details>
    );
}
