// Rounds: those there are, a new one, and one of them live.
import { dayAndTime } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { useList } from '../answers.mjs';
import { namedBy } from '../forms/named.mjs';
import { Heading } from '../heading.jsx';
import { List } from '../list.jsx';
import { anew, placeOf } from '../place.mjs';
import { Announce } from './announce.jsx';
import { LiveRound } from './live_round.jsx';

const lookAgainMs = 5_000;

export const stateName = namedBy('shop.round.state');

/** @param {any} round */
const row = (round) => (
    <tr key={round.round}>
        <th scope="row">
            <a href={placeOf('rounds', round.round)}>{round.round}</a>
        </th>
        <td class={round.alarm ? 'bad' : undefined}>{stateName(round.state)}</td>
        <td>{dayAndTime(round.enter.from)}</td>
        <td>{round.quota ?? namedBy('shop.round.kind')(round.kind)}</td>
        <td>{round.template ?? '—'}</td>
    </tr>
);

function AllRounds() {
    const list = useList('/v1/rounds', 'rounds', () => lookAgainMs);
    return (
        <>
            <Heading>{t('shop.rounds')}</Heading>
            <p class="actions">
                <a class="button main" href={placeOf('rounds', anew)}>
                    {t('shop.round.announce')}
                </a>
            </p>
            <List
                list={list}
                caption={t('shop.rounds')}
                columns={[
                    t('shop.round.id'),
                    t('shop.state'),
                    t('shop.enter.from'),
                    t('shop.quota'),
                    t('shop.template'),
                ]}
                none={t('shop.rounds.none')}
                row={row}
            />
        </>
    );
}

/** @param {import('../shop.jsx').SectionProps} props */
export function Rounds({ what, scopes }) {
    if (what === null) return <AllRounds />;
    if (what === anew) return <Announce scopes={scopes} />;
    return <LiveRound id={what} />;
}
