// Where files come in: dropped anywhere on the page, or chosen.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../texts/texts.mjs';
import { FileButton } from './file_button.jsx';
import { chosen, droppedFiles } from './sorting.mjs';

/** @typedef {import('./sorting.mjs').Found} Found */

/**
 * Files dropped anywhere on the page, from when it is shown.
 * @param {(found: Found[]) => void} take @returns {boolean} whether some are held over it
 */
export function useDrop(take) {
    const [over, setOver] = useState(false);
    const latest = useRef(take);
    latest.current = take;
    useLayoutEffect(() => {
        const hold = (/** @type {DragEvent} */ event) => {
            event.preventDefault();
            setOver(true);
        };
        const leave = (/** @type {DragEvent} */ event) => event.relatedTarget === null && setOver(false);
        const drop = (/** @type {DragEvent} */ event) => {
            event.preventDefault();
            setOver(false);
            if (event.dataTransfer) droppedFiles(event.dataTransfer).then((found) => latest.current(found));
        };
        addEventListener('dragover', hold);
        addEventListener('dragleave', leave);
        addEventListener('drop', drop);
        return () => {
            removeEventListener('dragover', hold);
            removeEventListener('dragleave', leave);
            removeEventListener('drop', drop);
        };
    }, []);
    return over;
}

/** @param {{over: boolean, onFound: (found: Found[]) => void}} props */
export function DropPlace({ over, onFound }) {
    const take = (/** @type {File[]} */ files) => onFound(chosen(files));
    return (
        <section class={over ? 'drop over' : 'drop'} aria-labelledby="drop">
            <h2 id="drop">{t('audit.drop.title')}</h2>
            <p>{t('audit.drop.what')}</p>
            <div class="actions">
                <FileButton folder label={t('audit.drop.folder')} onFiles={take} />
                <FileButton multiple label={t('audit.drop.files')} onFiles={take} />
            </div>
        </section>
    );
}

/** @param {import('./sorting.mjs').Sorted} sorted */
export function whatWasWrong({ several, unknown }) {
    const wrongs = [];
    if (several) wrongs.push(t('audit.drop.several'));
    if (unknown.length > 0) wrongs.push(t('audit.drop.unknown', { names: unknown.join(', ') }));
    return wrongs.join(' ');
}
