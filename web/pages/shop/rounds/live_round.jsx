// A round as it goes: its numbers, how entries come in, and what an operator may do about it.
import { serverNow } from '../../clock.mjs';
import { useServerTime } from '../../parts/use.mjs';
import { clockTime, countdown, dayAndTime, number } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { useAnswers } from '../answers.mjs';
import { Heading } from '../heading.jsx';
import { placeOf } from '../place.mjs';
import { Trouble } from '../../parts/trouble.jsx';
import { Disqualify } from './disqualify.jsx';
import { lookAgainMs, nextOf } from './next.mjs';
import { Rush } from './rush.jsx';
import { stateName } from './rounds.jsx';
import { VoidRound } from './void_round.jsx';

/** @param {{round: any}} props */
function Standing({ round }) {
    const next = nextOf(round);
    const now = useServerTime(next ? [next.at] : []);
    return (
        <div class="narrow">
            <p class={`note ${round.state === 'drawn' ? 'good' : ''}`} role="status">
                <strong>{stateName(round.state)}</strong>
                {round.drawn_at && ` · ${dayAndTime(round.drawn_at)}`}
                {round.void_reason && ` · ${round.void_reason}`}
            </p>
            {next && <p class="number">{t(next.words, { left: countdown(next.at - now) })}</p>}
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
    const { body, trouble, again } = useAnswers([path, `${path}/statistics`], ([round], at) =>
        lookAgainMs(round, at),
    );
    const [round, statistics] = body?.answers ?? [];
    return (
        <>
            <Heading back={{ href: placeOf('rounds'), name: t('shop.rounds') }}>{id}</Heading>
            <Trouble error={trouble} />
            {body === null && trouble === null && <p>{t('waiting')}</p>}
            {body && (
                <>
                    <Standing round={round} />
                    <Figures statistics={statistics} round={round} />
                    <Rush statistics={statistics} at={body.at} round={round} />
                    <Announced round={round} />
                    <Disqualify round={round} path={path} again={again} />
                    <VoidRound round={round} path={path} again={again} />
                </>
            )}
        </>
    );
}
