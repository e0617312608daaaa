// The entrant's page: the round of interest with where one stands in it, the other rounds, the wallet, the inbox.
import { useEffect, useState } from 'preact/hooks';
import { NoAnswer, insist } from '../api.mjs';
import { serverNow } from '../clock.mjs';
import { SignIn } from '../parts/sign_in.jsx';
import { usePoll, useServerTime, useToken } from '../parts/use.mjs';
import { dayAndTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { Inbox } from './inbox.jsx';
import { RoundCard } from './round_card.jsx';
import { lookAgainAfter, momentsOf, roundOfInterest } from './rounds.mjs';
import { Wallet } from './wallet.jsx';

/** @typedef {import('./rounds.mjs').Round} Round */

const most = 30;

/** All rounds worth showing, by their windows, the earliest first. */
function useRounds() {
    const [rounds, setRounds] = useState(/** @type {Round[] | null} */ (null));
    const [offline, setOffline] = useState(false);
    usePoll(async (signal) => {
        const onTrouble = (/** @type {unknown} */ error) => setOffline(error instanceof NoAnswer);
        const { body } = await insist(`/v1/rounds?limit=${most}`, { signal, onTrouble });
        setOffline(false);
        setRounds(body.rounds.reverse());
        // Not everybody at the same moment.
        return lookAgainAfter(body.rounds, serverNow()) * (0.75 + Math.random() / 2);
    }, []);
    return { rounds, offline };
}

/** The round that the address names, as in `#round=daily-2026-11-21`. */
function useChosen() {
    const read = () => new URLSearchParams(location.hash.slice(1)).get('round');
    const [chosen, setChosen] = useState(read);
    useEffect(() => {
        const follow = () => setChosen(read());
        addEventListener('hashchange', follow);
        return () => removeEventListener('hashchange', follow);
    }, []);
    return chosen;
}

/** @param {{rounds: Round[], shown: Round}} props */
function OtherRounds({ rounds, shown }) {
    const others = rounds
        .filter((round) => round !== shown)
        .reverse()
        .slice(0, 8);
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

/** @param {{rounds: Round[]}} props */
function Rounds({ rounds }) {
    const chosen = useChosen();
    const now = useServerTime(rounds.flatMap(momentsOf));
    const shown = rounds.find(({ round }) => round === chosen) ?? roundOfInterest(rounds, now);
    if (shown === undefined) return <p>{t('entrant.none')}</p>;
    return (
        <>
            <RoundCard key={shown.round} round={shown} now={now} />
            <OtherRounds rounds={rounds} shown={shown} />
        </>
    );
}

export function Entrant() {
    const token = useToken();
    const { rounds, offline } = useRounds();
    return (
        <>
            <h1>{t('entrant.title')}</h1>
            {offline && (
                <p class="note warn" role="status">
                    {t('trouble.offline')}
                </p>
            )}
            {rounds === null ? <p>{t('waiting')}</p> : <Rounds rounds={rounds} />}
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
