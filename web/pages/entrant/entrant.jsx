// The next round, and what one can do about it.
import { useState } from 'preact/hooks';
import { SignIn } from '../parts/sign_in.jsx';
import { usePoll, useServerTime, useToken } from '../parts/use.mjs';
import { countdown, dayAndTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { listRounds, momentsOf } from './rounds.mjs';

const lookAgainMs = 30_000;

/** @param {{round: import('./rounds.mjs').Round}} props */
function NextRound({ round }) {
    const now = useServerTime(momentsOf(round));
    const next = momentsOf(round).find((moment) => moment > now);
    return (
        <section class="sheet" aria-labelledby="round">
            <h2 id="round">{round.round}</h2>
            <p>{dayAndTime(round.enter.from)}</p>
            {next !== undefined && <p class="number">{countdown(next - now)}</p>}
        </section>
    );
}

export function Entrant() {
    const signedIn = useToken() !== null;
    const [rounds, setRounds] = useState(/** @type {import('./rounds.mjs').Round[] | null} */ (null));
    usePoll(async (signal) => {
        setRounds(await listRounds(signal));
        return lookAgainMs;
    }, []);
    return (
        <>
            <h1>{t('entrant.title')}</h1>
            {rounds === null && <p>{t('waiting')}</p>}
            {rounds?.length === 0 && <p>{t('entrant.none')}</p>}
            {rounds?.[0] && <NextRound round={rounds[0]} />}
            {!signedIn && <SignIn />}
        </>
    );
}
