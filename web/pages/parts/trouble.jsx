// Why something cannot be shown, or was not done.
import { NoAnswer, Problem, isPassing } from '../api.mjs';
import { t } from '../texts/texts.mjs';
import { Refused } from './refused.jsx';

/** @param {unknown} error */
function wordsOf(error) {
    if (error instanceof NoAnswer) return t('trouble.offline');
    if (!(error instanceof Problem)) throw error;
    if (isPassing(error)) return t('trouble.busy');
    if (error.code === 'UNAUTHENTICATED') return t('trouble.signed-out');
    return <Refused detail={error.message} />;
}

/** @param {{error: unknown}} props of `insist`; null for none */
export function Trouble({ error }) {
    return <div role="alert">{error !== null && <p class="note bad">{wordsOf(error)}</p>}</div>;
}
