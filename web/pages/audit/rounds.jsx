// The rounds there are to audit, at this service.
import { useEffect, useState } from 'preact/hooks';
import { useBusy } from '../parts/use.mjs';
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

/** @param {{heading: import('./audit.jsx').Heading}} props */
export function Rounds({ heading }) {
    const [rounds, setRounds] = useState(/** @type {import('./places.mjs').Round[] | null} */ (null));
    const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
    const [busy, run] = useBusy();
    const more = () =>
        run(async () => {
            const page = await listRounds(cursor, new AbortController().signal);
            setRounds((before) => [...(before ?? []), ...page.rounds]);
            setCursor(page.cursor);
        });
    useEffect(more, []);
    return (
        <section class="sheet" aria-labelledby="rounds">
            <h2 id="rounds" ref={heading} tabIndex={-1}>
                {t('audit.rounds.title')}
            </h2>
            {rounds === null && <p>{t('waiting')}</p>}
            {rounds?.length === 0 && <p>{t('audit.rounds.none')}</p>}
            {rounds && rounds.length > 0 && <Table rounds={rounds} />}
            {cursor !== null && (
                <button type="button" disabled={busy} onClick={more}>
                    {t('audit.rounds.more')}
                </button>
            )}
        </section>
    );
}
