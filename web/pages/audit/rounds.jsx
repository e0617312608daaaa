// The rounds there are to audit, at this service.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useBusy } from '../parts/use.mjs';
import { Trouble } from '../parts/trouble.jsx';
import { dayAndTime, number } from '../texts/formats.mjs';
import { hasText, t } from '../texts/texts.mjs';
import { listRounds } from './places.mjs';

/** @param {{round: import('./places.mjs').Round}} props */
function Row({ round }) {
    const state = `audit.state.${round.state}`;
    const { entries, winners } = round.counts;
    return (
        <tr>
            <th scope="row">
                <a href={`#round=${round.round}`}>{round.round}</a>
            </th>
            <td>
                <time dateTime={round.enter.from}>{dayAndTime(round.enter.from)}</time>
            </td>
            <td>{hasText(state) ? t(state) : round.state}</td>
            <td class="number">{entries === null ? '–' : number(entries)}</td>
            <td class="number">{winners === null ? '–' : number(winners)}</td>
        </tr>
    );
}

/** @param {{rounds: import('./places.mjs').Round[]}} props */
function Table({ rounds }) {
    return (
        <div class="scroll">
            <table class="rounds">
                <thead>
                    <tr>
                        <th scope="col">{t('audit.round')}</th>
                        <th scope="col">{t('audit.opens')}</th>
                        <th scope="col">{t('audit.state')}</th>
                        <th scope="col" class="number">
                            {t('audit.entries')}
                        </th>
                        <th scope="col" class="number">
                            {t('audit.winners')}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rounds.map((round) => (
                        <Row key={round.round} round={round} />
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** The rounds so far, and how to get earlier ones; `trouble` is why there are none yet, null for none. */
function useRounds() {
    const [rounds, setRounds] = useState(/** @type {import('./places.mjs').Round[] | null} */ (null));
    const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
    const [trouble, setTrouble] = useState(/** @type {unknown} */ (null));
    const [busy, run] = useBusy();
    const end = useMemo(() => new AbortController(), []);
    const load = async () => {
        try {
            const page = await listRounds(cursor, { signal: end.signal, onTrouble: setTrouble });
            setTrouble(null);
            setRounds((before) => [...(before ?? []), ...page.rounds]);
            setCursor(page.cursor);
        } catch (error) {
            if (!end.signal.aborted) setTrouble(error);
        }
    };
    const more = () => run(load);
    useEffect(() => {
        more();
        return () => end.abort();
    }, []);
    return { rounds, trouble, more: cursor === null ? null : more, busy };
}

/** @param {{heading: import('./audit.jsx').Heading}} props */
export function Rounds({ heading }) {
    const { rounds, trouble, more, busy } = useRounds();
    const section = useRef(/** @type {HTMLElement | null} */ (null));
    const before = useRef(0);
    useEffect(() => {
        // From the button to the first of those that it brought.
        const first = section.current?.querySelectorAll('tbody a')[before.current];
        if (before.current > 0) (/** @type {HTMLElement | undefined} */ (first) ?? heading.current)?.focus();
        before.current = rounds?.length ?? 0;
    }, [rounds]);
    return (
        <section class="sheet" aria-labelledby="rounds" ref={section}>
            <h2 id="rounds" ref={heading} tabIndex={-1}>
                {t('audit.rounds.title')}
            </h2>
            {rounds === null && trouble === null && <p>{t('waiting')}</p>}
            {rounds?.length === 0 && more === null && <p>{t('audit.rounds.none')}</p>}
            {rounds && rounds.length > 0 && <Table rounds={rounds} />}
            <Trouble error={trouble} />
            {more !== null && (
                <button type="button" aria-disabled={busy ? 'true' : undefined} onClick={more}>
                    {t('audit.rounds.more')}
                </button>
            )}
        </section>
    );
}
