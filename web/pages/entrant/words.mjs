// What is said of a round and of where one stands in it. Pure, but for the language.
import { t } from '../texts/texts.mjs';
import { phaseOf } from './rounds.mjs';

/**
 * @typedef {import('./rounds.mjs').Round} Round
 * @typedef {import('./standing.mjs').Standing} Standing
 */

/** How many win, in words. @param {Round} round */
export function chances({ kind, quota, stock }) {
    if (kind === 'first_come') return t('chances.first-come', { count: stock ?? 0 });
    const [, part, of] = /^odds (\d+)\/(\d+)/.exec(quota ?? '') ?? [];
    if (part !== undefined && part === of) return t('chances.all');
    if (part !== undefined) return t('chances.odds', { part: Number(part), of: Number(of) });
    return t('chances.count', { count: Number(/^count (\d+)$/.exec(quota ?? '')?.[1] ?? 0) });
}

/** What comes next, and when. @param {Round} round @param {Standing | null} standing @param {number} now */
export function nextOf(round, standing, now) {
    const { reserve, enter, draw_due_at: due } = round;
    if (standing === 'entered') return { label: t('next.draw'), at: Date.parse(due ?? enter.to) };
    switch (phaseOf(round, now)) {
        case 'before':
            if (reserve !== null) return { label: t('next.reserve'), at: Date.parse(reserve.from) };
            return { label: t('next.enter'), at: Date.parse(enter.from) };
        case 'reserving':
            if (standing === 'reserved') return { label: t('next.enter'), at: Date.parse(enter.from) };
            return { label: t('next.reserve-ends'), at: Date.parse(reserve?.to ?? enter.from) };
        case 'between':
            return { label: t('next.enter'), at: Date.parse(enter.from) };
        case 'entering':
            return { label: t('next.enter-ends'), at: Date.parse(enter.to) };
        default:
            return null;
    }
}

/** @param {Round} round @param {Standing} standing */
export function headline(round, standing) {
    if (standing === 'won' && round.kind === 'first_come') return t('standing.got');
    if (standing === 'open' && round.kind === 'first_come') return t('standing.open-first-come');
    return t(`standing.${standing}`);
}

/**
 * Why something was refused, where the state does not say it.
 * @param {string | null} code @param {Standing} standing
 * @returns {'refused.time' | 'refused.limit' | 'refused.audience' | 'trouble.refused' | null} the text's key
 */
export function refusalKey(code, standing) {
    if (code === 'NOT_IN_ACTIVE_TIME' && standing !== 'open') return 'refused.time';
    if (code === 'CONFLICT') return 'refused.limit';
    if (code === 'FORBIDDEN') return 'refused.audience';
    if (code === null || ['NOT_RESERVED', 'SOLD_OUT', 'ROUND_VOID', 'NOT_IN_ACTIVE_TIME'].includes(code))
        return null;
    return 'trouble.refused';
}
