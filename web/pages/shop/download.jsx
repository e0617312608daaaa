// A button that saves what the API gives as CSV.
import { useState } from 'preact/hooks';
import { insist } from '../api.mjs';
import { useBusy } from '../parts/use.mjs';
import { refusalOf, reportMs } from './answers.mjs';
import { Trouble } from '../parts/trouble.jsx';

// How long the browser may take to begin to save it.
const keptMs = 60_000;

/** @param {{path: string, file: string, children: import('preact').ComponentChildren}} props */
export function Download({ path, file, children }) {
    const [busy, run] = useBusy();
    const [trouble, setTrouble] = useState(/** @type {unknown} */ (null));
    const save = async () => {
        try {
            const headers = { Accept: 'text/csv' };
            const { body } = await insist(path, { headers, timeoutMs: reportMs, onTrouble: setTrouble });
            const address = URL.createObjectURL(new Blob([body], { type: 'text/csv' }));
            Object.assign(document.createElement('a'), { href: address, download: file }).click();
            setTimeout(() => URL.revokeObjectURL(address), keptMs);
            setTrouble(null);
        } catch (error) {
            setTrouble(refusalOf(error));
        }
    };
    return (
        <>
            <button type="button" aria-disabled={busy} onClick={() => run(save)}>
                {children}
            </button>
            {trouble !== null && <Trouble error={trouble} />}
        </>
    );
}
