// What the wallet and the inbox have in common: what is said when there is nothing to show, and the way to more.
import { useEffect, useRef } from 'preact/hooks';
import { Problem } from '../api.mjs';
import { Refused } from '../parts/refused.jsx';
import { t } from '../texts/texts.mjs';

/** @typedef {import('../parts/use_pages.mjs').Pages<any>} Pages */

/** @param {{pages: Pages, none: import('../texts/texts.mjs').Key}} props */
export function ListState({ pages: { items, trouble }, none }) {
    return (
        <>
            {items === null && trouble === null && <p>{t('waiting')}</p>}
            {items?.length === 0 && <p class="soft">{t(none)}</p>}
            {trouble !== null && (
                <p class="note bad">
                    {trouble instanceof Problem ? <Refused detail={trouble.message} /> : t('trouble.page')}
                </p>
            )}
        </>
    );
}

/**
 * Shows more. Whoever pressed it goes on with the first that came: with the last, the button is gone.
 * @param {{pages: Pages, rows: import('preact').RefObject<HTMLUListElement | null>}} props rows that can take the focus
 */
export function More({ pages: { items, more }, rows }) {
    const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
    const shownBefore = useRef(/** @type {number | null} */ (null));
    const count = items?.length ?? 0;
    useEffect(() => {
        if (shownBefore.current === null) return;
        const first = rows.current?.children[shownBefore.current];
        shownBefore.current = null;
        const isHere = [document.body, button.current].includes(/** @type {any} */ (document.activeElement));
        if (isHere && first instanceof HTMLElement) first.focus();
    }, [count]);
    if (more === null) return null;
    const press = () => {
        shownBefore.current = count;
        more();
    };
    return (
        <button type="button" ref={button} onClick={press}>
            {t('list.more')}
        </button>
    );
}
