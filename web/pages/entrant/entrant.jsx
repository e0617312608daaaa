// The entrant's page: the round of interest with where one stands in it, the other rounds, the wallet, the inbox.
import { useEffect, useState } from 'preact/hooks';
import { SignIn } from '../parts/sign_in.jsx';
import { useServerTime, useToken } from '../parts/use.mjs';
import { bearer } from '../session.mjs';
import { dayAndTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { useRound, useRounds } from './asked_rounds.mjs';
import { Inbox } from './inbox.jsx';
import { RoundCard } from './round_card.jsx';
import { byNearness, momentsOf, roundOfInterest } from './rounds.mjs';
import { useSender } from './sending.mjs';
import { Wallet } from './wallet.jsx';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 * @typedef {import('./sending.mjs').Sender} Sender
 */

const mostOthers = 8;

const named = () => new URLSearchParams(location.hash.slice(1)).get('round');

/** The round that the address names, as in `#round=daily-2026-11-21`, and how often one was chosen since. */
function useChosen() {
    const [{ chosen, choice }, setChosen] = useState(() => ({ chosen: named(), choice: 0 }));
    useEffect(() => {
        const follow = () =>
            setChosen((before) => {
                // What else may be there, such as a place on this page, is no choice.
                if (named() === null && location.hash !== '') return before;
                return { chosen: named(), choice: named() === null ? 0 : before.choice + 1 };
            });
        addEventListener('hashchange', follow);
        return () => removeEventListener('hashchange', follow);
    }, []);
    return { chosen, choice };
}

/** @param {{rounds: Round[], shown: Round, now: number}} props */
function OtherRounds({ rounds, shown, now }) {
    const others = byNearness(
        rounds.filter(({ round }) => round !== shown.round),
        now,
    ).slice(0, mostOthers);
    if (others.length === 0) return null;
    return (
        <section aria-labelledby="others">
            <h2 id="others">{t('entrant.others')}</h2>
            <ul class="rows">
                {others.map((round) => (
                    <li key={round.round}>
                        <a href={`#round=${round.round}`}>
                            <span>{dayAndTime(round.enter.from)}</span>{' '}
                            <span class="soft">{round.round}</span>
                        </a>
                    </li>
                ))}
            </ul>
        </section>
    );
}

/** @param {{rounds: Round[], sender: Sender}} props */
function Rounds({ rounds, sender }) {
    const { chosen, choice } = useChosen();
    const listed = rounds.find(({ round }) => round === chosen);
    const asked = useRound(listed === undefined ? chosen : null);
    const now = useServerTime([...rounds, ...(asked ? [asked] : [])].flatMap(momentsOf));
    const isWaiting = chosen !== null && listed === undefined && asked === undefined;
    const isMissing = chosen !== null && listed === undefined && asked === null;
    // Nobody is taken away from what they pressed and what is not answered yet.
    const unanswered = rounds.find(({ round }) => sender.sending.has(round));
    const shown = listed ?? asked ?? unanswered ?? roundOfInterest(rounds, now);
    return (
        <>
            <div role="status">
                {isMissing && (
                    <p class="note warn">{t('entrant.no-such-round', { round: chosen })}</p>
                )}
            </div>
            {isWaiting && <p>{t('waiting')}</p>}
            {!isWaiting && shown === undefined && <p>{t('entrant.none')}</p>}
            {!isWaiting && shown !== undefined && (
                <>
                    <RoundCard key={shown.round} round={shown} now={now} sender={sender} choice={choice} />
                    <OtherRounds rounds={rounds} shown={shown} now={now} />
                </>
            )}
        </>
    );
}

export function Entrant() {
    const token = useToken();
    const sender = useSender(bearer(token)?.user ?? null);
    const { rounds, offline } = useRounds();
    return (
        <>
            <h1>{t('entrant.title')}</h1>
            <div role="status">{offline && <p class="note warn">{t('trouble.offline')}</p>}</div>
            {rounds === null ? <p>{t('waiting')}</p> : <Rounds rounds={rounds} sender={sender} />}
            {token === null ? (
                <SignIn />
            ) : (
                <>
                    <Wallet key={`wallet ${token}`} />
                    <Inbox key={`inbox ${token}`} />
                </>
            )}
        </>
    );
}
