// The audit page: which round, or the log; what the visitor brings along; and what was found.
import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import { handedReceipt } from '../auditing/handed.mjs';
import { nothingBrought, roundOrder } from '../auditing/order.mjs';
import { Trouble } from '../parts/trouble.jsx';
import { t } from '../texts/texts.mjs';
import { Bring } from './bring.jsx';
import { DropPlace, useDrop, whatWasWrong } from './drop.jsx';
import { LogReport } from './log_report.jsx';
import { logPlace } from './places.mjs';
import { Report } from './report.jsx';
import { Rounds } from './rounds.jsx';
import { sortFiles } from './sorting.mjs';
import { useFocusOn, useView } from './view.mjs';

/**
 * @typedef {import('../auditing/findings.mjs').Brought} Brought
 * @typedef {import('../auditing/findings.mjs').Order} Order
 * @typedef {import('../auditing/findings.mjs').Log} Log
 * @typedef {import('./view.mjs').View} View
 * @typedef {import('preact').RefObject<HTMLHeadingElement | null>} Heading
 */

/** @param {{view: View}} props */
function Views({ view }) {
    const isLog = view.kind === 'log';
    return (
        <nav aria-label={t('audit.views')}>
            <ul class="views">
                <li>
                    <a class="button" href="#rounds" aria-current={isLog ? undefined : 'page'}>
                        {t('audit.view.rounds')}
                    </a>
                </li>
                <li>
                    <a class="button" href="#log" aria-current={isLog ? 'page' : undefined}>
                        {t('audit.view.log')}
                    </a>
                </li>
            </ul>
        </nav>
    );
}

/** Where the log is, as soon as it is known; `trouble` is why it is not yet, null for none. @param {boolean} wanted */
function useLog(wanted) {
    const nothing = { log: /** @type {Log | null} */ (null), trouble: /** @type {unknown} */ (null) };
    const [state, setState] = useState(nothing);
    useEffect(() => {
        if (!wanted) return undefined;
        const end = new AbortController();
        const onTrouble = (/** @type {unknown} */ trouble) =>
            end.signal.aborted || setState({ log: null, trouble });
        const asked = { signal: end.signal, onTrouble };
        logPlace(asked).then((log) => setState({ log, trouble: null }), onTrouble);
        return () => {
            end.abort();
            setState(nothing);
        };
    }, [wanted]);
    return state;
}

/**
 * What is to be audited.
 * @param {View} view @param {File[]} files @param {Brought} brought @param {Log | null} log
 * @param {number} times that it was asked for again @returns {Order | null}
 */
function useOrder(view, files, brought, log, times) {
    return useMemo(() => {
        const now = Date.now();
        if (view.kind === 'round') return roundOrder(view.round, brought);
        if (view.kind === 'log') return log && { place: log, brought, now };
        const isThere = view.kind === 'files' && files.length > 0;
        return isThere ? { place: { kind: 'files', files }, brought, now } : null;
    }, [view, files, brought, log, times]);
}

/**
 * What the visitor brought, with a receipt that another page handed over for this round, unless they want it
 * without.
 * @param {string | null} round @returns {[Brought, (brought: Brought) => void]}
 */
function useBrought(round) {
    const [brought, setBrought] = useState(nothingBrought);
    const [declined, setDeclined] = useState(/** @type {string | null} */ (null));
    const handed = useMemo(() => (round === null ? null : handedReceipt(round)), [round]);
    const receipt = brought.receipt ?? (round === declined ? null : handed);
    const all = useMemo(() => ({ ...brought, receipt }), [brought, receipt]);
    const bring = (/** @type {Brought} */ next) => {
        if (next.receipt === null) setDeclined(round);
        setBrought({ ...next, receipt: next.receipt === handed ? null : next.receipt });
    };
    return [all, bring];
}

/** @param {{view: View, order: Order, name: string, heading: Heading, onAgain: () => void}} props */
function Found({ view, name, ...rest }) {
    // Another kind of place is another report, and not the same with other content.
    if (view.kind === 'log') return <LogReport key="log" {...rest} />;
    return <Report key="round" name={name} {...rest} />;
}

/** What there is as long as nothing is audited. @param {{view: View, trouble: unknown, heading: Heading}} props */
function Nothing({ view, trouble, heading }) {
    if (view.kind !== 'log') return <Rounds heading={heading} />;
    return (
        <>
            {trouble === null && <p>{t('waiting')}</p>}
            <Trouble error={trouble} />
        </>
    );
}

export function Audit() {
    const view = useView();
    const round = view.kind === 'round' ? view.round : null;
    const [brought, bring] = useBrought(round);
    const [dropped, setDropped] = useState({ files: /** @type {File[]} */ ([]), folder: '' });
    const [said, setSaid] = useState('');
    const take = async (/** @type {import('./sorting.mjs').Found[]} */ found) => {
        const sorted = await sortFiles(found);
        setSaid(whatWasWrong(sorted));
        if (Object.keys(sorted.brought).length > 0) bring({ ...brought, ...sorted.brought });
        if (sorted.evidence.length === 0) return;
        setDropped({ files: sorted.evidence, folder: sorted.folder });
        location.hash = 'files';
    };
    const over = useDrop(take);
    const isLog = view.kind === 'log';
    const { log, trouble } = useLog(isLog);
    const [times, again] = useReducer((count) => count + 1, 0);
    const order = useOrder(view, dropped.files, brought, log, times);
    const heading = useFocusOn(view);
    const name = round ?? dropped.folder;
    const onAgain = () => again(null);
    return (
        <>
            <h1>{t('audit.title')}</h1>
            <p>{t('audit.what')}</p>
            <Views view={view} />
            <p class="warn" role="status">
                {said}
            </p>
            {order === null ? (
                <Nothing view={view} trouble={trouble} heading={heading} />
            ) : (
                <Found view={view} order={order} name={name} heading={heading} onAgain={onAgain} />
            )}
            {!isLog && <DropPlace over={over} onFound={take} />}
            <Bring brought={brought} forLog={isLog} onBring={bring} />
        </>
    );
}
