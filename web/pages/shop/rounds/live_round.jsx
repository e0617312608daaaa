// A round as it goes: its numbers, how entries come in, and what an operator may do about it.
import { useServerTime } from '../../parts/use.mjs';
import { clockTime, countdown, dayAndTime, number } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { useAnswer } from '../answers.mjs';
import { Heading } from '../heading.jsx';
import { placeOf } from '../place.mjs';
import { Trouble } from '../trouble.jsx';
import { Disqualify } from './disqualify.jsx';
import { Rush } from './rush.jsx';
import { stateName } from './rounds.jsx';
import { VoidRound } from './void_round.jsx';

const liveMs = 1_000;
const quietMs = 5_000;

/** @param {{state: string}} round */
const nextMs = ({ state }) => {
    if (state === 'drawn' || state === 'void') return null;
    return state === 'entering' || state === 'closing' ? liveMs : quietMs;
};

/** @param {any} round what comes next, and when @returns {[import('../../texts/texts.mjs').Key, string] | null} */
function nextOf({ state, reserve, enter, draw_due_at: drawDue, beacon_due_at: beaconDue }) {
    if (state === 'announced')
        return reserve ? ['shop.next.reserve', reserve.from] : ['shop.next.enter', enter.from];
    if (state === 'reserving') return ['shop.next.reserved', reserve.to];
    if (state === 'reserved') return ['shop.next.enter', enter.from];
    if (state === 'entering') return ['shop.next.over', enter.to];
    if (state === 'closing' && drawDue) return ['shop.next.draw', drawDue];
    if (state === 'closed' && beaconDue) return ['shop.next.beacon', beaconDue];
    return null;
}

/** @param {{round: any}} props */
function Standing({ round }) {
    const next = nextOf(round);
    const now = useServerTime(next ? [Date.parse(next[1])] : []);
    return (
        <div class="narrow">
            <p class={`note ${round.state === 'drawn' ? 'good' : ''}`} role="status">
                <strong>{stateName(round.state)}</strong>
                {round.drawn_at && ` · ${dayAndTime(round.drawn_at)}`}
                {round.void_reason && ` · ${round.void_reason}`}
            </p>
            {next && <p class="number">{t(next[0], { left: countdown(Date.parse(next[1]) - now) })}</p>}
            {round.closed_at && round.kind === 'draw' && (
                <p>
                    <a href={`/audit#round=${encodeURIComponent(round.round)}`}>{t('shop.round.audit')}</a>
                </p>
            )}
            {round.alarm && (
                <p class="note bad" role="alert">
                    {t('shop.alarm')}
                </p>
            )}
            {round.waits_for && <p class="note warn">{t('shop.waits', { detail: round.waits_for })}</p>}
        </div>
    );
}

/** @param {{statistics: any, round: any}} props */
function Figures({ statistics, round }) {
    /** @type {[import('../../texts/texts.mjs').Key, number | null][]} */
    const figures = [
        ['shop.reservations', round.reserve && statistics.reservations],
        ['shop.entries', statistics.entries],
        ['shop.disqualified', round.kind === 'draw' ? statistics.disqualified : null],
        ['shop.winners', round.kind === 'draw' ? statistics.winners : null],
        ['shop.coupons', statistics.coupons],
        ['shop.remaining', round.remaining],
    ];
    return (
        <dl class="figures">
            {figures
                .filter(([, value]) => value !== null)
                .map(([label, value]) => (
                    <div key={label}>
                        <dt>{t(label)}</dt>
                        <dd data-figure={label}>{number(Number(value))}</dd>
                    </div>
                ))}
        </dl>
    );
}

/** @param {{window: {from: string, to: string} | null}} props */
const Times = ({ window }) =>
    window ? (
        <>{`${dayAndTime(window.from)} (${clockTime(window.from)} – ${clockTime(window.to)})`}</>
    ) : (
        <>—</>
    );

/** @param {{round: any}} props what was announced */
function Announced({ round }) {
    return (
        <details class="narrow">
            <summary>{t('shop.announcement')}</summary>
            <dl class="facts">
                <dt>{t('shop.reservation')}</dt>
                <dd>
                    <Times window={round.reserve} />
                </dd>
                <dt>{t('shop.enter')}</dt>
                <dd>
                    <Times window={round.enter} />
                </dd>
                <dt>{t('shop.quota')}</dt>
                <dd>{round.quota ?? round.stock}</dd>
                <dt>{t('shop.template')}</dt>
                <dd>{round.template ?? '—'}</dd>
                <dt>{t('shop.beacon')}</dt>
                <dd>{round.beacon ?? '—'}</dd>
                <dt>{t('shop.campaign')}</dt>
                <dd>{round.campaign ?? '—'}</dd>
            </dl>
        </details>
    );
}

/** @param {{id: string}} props */
export function LiveRound({ id }) {
    const path = `/v1/rounds/${encodeURIComponent(id)}`;
    const shown = useAnswer(path, nextMs);
    const counted = useAnswer(`${path}/statistics`, nextMs);
    const again = () => {
        shown.again();
        counted.again();
    };
    const round = shown.body;
    return (
        <>
            <Heading back={{ href: placeOf('rounds'), name: t('shop.rounds') }}>{id}</Heading>
            <Trouble error={shown.trouble ?? counted.trouble} />
            {round === null && shown.trouble === null && <p>{t('waiting')}</p>}
            {round && <Standing round={round} />}
            {round && counted.body && <Figures statistics={counted.body} round={round} />}
            {round && counted.body && <Rush statistics={counted.body} round={round} />}
            {round && <Announced round={round} />}
            {round && <Disqualify round={round} path={path} onDone={again} />}
            {round && <VoidRound round={round} path={path} onDone={again} />}
        </>
    );
}
