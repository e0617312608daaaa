// What the server has to show, asked for again as often as it may change.
import { useReducer, useState } from 'preact/hooks';
import { Problem, insist } from '../api.mjs';
import { serverNow } from '../clock.mjs';
import { usePoll } from '../parts/use.mjs';
import { endSession, token } from '../session.mjs';

/** How long to wait for what goes through all that was ever issued. */
export const reportMs = 10 * 60_000;

/**
 * @template Body
 * @typedef {object} Asked
 * @property {Body | null} body the latest; null until there is one
 * @property {unknown} trouble why there is none, or no newer one; null where all is well
 * @property {() => void} again asks anew, at once
 */

/**
 * @param {unknown} error what it is that will not pass; throws what is none of the server's refusals
 * @param {string | null} [sent] the token that it was asked with
 */
export function refusalOf(error, sent = token()) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'UNAUTHENTICATED') endSession(sent);
    return error;
}

/**
 * @template Body
 * @param {string} key what is asked for: where it changes, what was known is forgotten
 * @param {(signal: AbortSignal, onTrouble: (error: unknown) => void) => Promise<Body>} ask
 * @param {(body: Body) => number | null} nextMs when to ask again; null: not by itself
 * @returns {Asked<Body>}
 */
function useAsked(key, ask, nextMs) {
    /** @typedef {{key: string, body: Body | null, trouble: unknown}} State */
    const [state, setState] = useState(/** @returns {State} */ () => ({ key, body: null, trouble: null }));
    const [count, again] = useReducer((times) => times + 1, 0);
    const setTrouble = (/** @type {unknown} */ trouble) =>
        setState((before) => ({ key, body: before.key === key ? before.body : null, trouble }));
    usePoll(
        async (signal) => {
            const sent = token();
            try {
                const body = await ask(signal, setTrouble);
                setState({ key, body, trouble: null });
                return nextMs(body);
            } catch (error) {
                if (signal.aborted) throw error;
                setTrouble(refusalOf(error, sent));
                return null;
            }
        },
        [key, count],
    );
    const current = state.key === key ? state : { body: null, trouble: null };
    return { body: current.body, trouble: current.trouble, again: () => again(null) };
}

/**
 * @param {string} path @param {(body: any) => number | null} [nextMs] @param {number} [timeoutMs]
 * @returns {Asked<any>}
 */
export const useAnswer = (path, nextMs = () => null, timeoutMs) =>
    useAsked(
        path,
        async (signal, onTrouble) => (await insist(path, { signal, onTrouble, timeoutMs })).body,
        nextMs,
    );

/**
 * Several answers. They are asked for one after the other, so that none tells of an earlier time than the one before.
 * @param {string[]} paths @param {(answers: any[], at: number) => number | null} nextMs
 * @returns {Asked<{answers: any[], at: number}>} `at`: when the last was answered, in Unix ms by the server's clock
 */
export const useAnswers = (paths, nextMs) =>
    useAsked(
        paths.join(' '),
        async (signal, onTrouble) => {
            const answers = [];
            for (const path of paths) answers.push((await insist(path, { signal, onTrouble })).body);
            return { answers, at: serverNow() };
        },
        ({ answers, at }) => nextMs(answers, at),
    );

/** @param {string} path @returns {Asked<any>} */
export const useReport = (path) => useAnswer(path, undefined, reportMs);

/**
 * The pages of a list, as many as were asked for.
 * @param {string} path @param {string} member which holds a page's items
 * @param {(items: any[]) => number | null} [nextMs] @param {number} [pagesAtFirst]
 * @returns {Asked<any[]> & {more: (() => void) | null}} `more` asks for one page more, where there is one
 */
export function useList(path, member, nextMs = () => null, pagesAtFirst = 1) {
    const [pages, setPages] = useState(pagesAtFirst);
    const { body, trouble, again } = useAsked(
        path,
        async (signal, onTrouble) => {
            const items = [];
            let cursor = null;
            for (let page = 0; page < pages && (page === 0 || cursor !== null); page++) {
                const query = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
                /** @type {any} */
                const { body } = await insist(`${path}?limit=100${query}`, { signal, onTrouble });
                items.push(...body[member]);
                cursor = body.cursor;
            }
            return { items, isAll: cursor === null };
        },
        ({ items }) => nextMs(items),
    );
    const more = () => {
        setPages(pages + 1);
        again();
    };
    return { body: body?.items ?? null, trouble, again, more: body === null || body.isAll ? null : more };
}
