// A list as a table, page by page.
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../texts/texts.mjs';
import { Trouble } from '../parts/trouble.jsx';

/**
 * @param {object} props
 * @param {ReturnType<typeof import('./answers.mjs').useList>} props.list
 * @param {string} props.caption
 * @param {string[]} props.columns
 * @param {string} props.none what is said where there is nothing
 * @param {(item: any) => import('preact').JSX.Element} props.row a <tr>
 */
export function List({ list, caption, columns, none, row }) {
    const { body: items, trouble, more } = list;
    const rows = useRef(/** @type {HTMLTableSectionElement | null} */ (null));
    // How many there were when more were asked for.
    const before = useRef(/** @type {number | null} */ (null));
    useEffect(() => {
        const row = before.current === null ? undefined : rows.current?.rows[before.current];
        if (!row) return;
        before.current = null;
        // With the last page the button goes that had the focus; who uses the keyboard goes on from what came.
        if (more) return;
        row.tabIndex = -1;
        row.focus();
    }, [items]);
    const showMore = () => {
        before.current = items?.length ?? null;
        more?.();
    };
    return (
        <>
            <Trouble error={trouble} />
            {items === null && trouble === null && <p>{t('waiting')}</p>}
            {items?.length === 0 && <p>{none}</p>}
            {items !== null && items.length > 0 && (
                <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
                    <table>
                        <caption class="unseen">{caption}</caption>
                        <thead>
                            <tr>
                                {columns.map((name) => (
                                    <th scope="col">{name}</th>
                                ))}
                            </tr>
                        </thead>
                        <tbody ref={rows}>{items.map(row)}</tbody>
                    </table>
                </div>
            )}
            {more && (
                <button type="button" onClick={showMore}>
                    {t('shop.more')}
                </button>
            )}
        </>
    );
}
