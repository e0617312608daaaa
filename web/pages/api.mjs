// Asking the server. Every request of the pages may be repeated: the service answers a repeat with its first
// answer, so whatever gets no answer is asked again.
import { learn, localNow } from './clock.mjs';
import { token } from './session.mjs';

const patienceMs = 10_000;
const firstPauseMs = 500;
const longestPauseMs = 8_000;
// Timeout, Too Early, Too Many Requests; and whatever is the server's own trouble.
const passingStatuses = [408, 425, 429];
// How often a pause looks whether it is over: a timer does not count the time for which a device slept.
const lookMs = 1_000;

/** A refusal, by its `code`; `detail` is English and for whoever looks closer. */
export class Problem extends Error {
    /** @param {number} status @param {{code?: string, detail?: string}} body @param {number | null} retryAfterMs */
    constructor(status, body, retryAfterMs) {
        super(body.detail ?? `status ${status}`);
        this.status = status;
        this.code = body.code ?? 'INTERNAL';
        this.retryAfterMs = retryAfterMs;
    }
}

/** No answer came: no connection, or none in time. What was asked for may have happened nevertheless. */
export class NoAnswer extends Error {}

/**
 * @typedef {object} Asked
 * @property {string} [method] GET unless told
 * @property {unknown} [json] the body
 * @property {BodyInit} [body] instead of `json`
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 * @property {number} [timeoutMs] until the last byte; 10 s unless told
 *
 * @typedef {object} Answer
 * @property {number} status 2xx or 304
 * @property {any} body what the JSON says, or the CSV itself; null where there is neither
 * @property {number | null} retryAfterMs
 * @property {Headers} headers
 */

/** @param {Headers} headers */
function retryAfterMs(headers) {
    const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
    return Number.isFinite(seconds) ? seconds * 1000 : null;
}

/** @param {Response} response */
async function bodyOf(response) {
    const type = response.headers.get('Content-Type') ?? '';
    if (/^text\/csv/.test(type)) return response.text();
    if (/json/.test(type)) return JSON.parse(await response.text());
    // A page that something in between put in the service's place, be it to sign in to a network or for repairs.
    if (response.status === 200) throw new NoAnswer(`a ${type} that is not the service's`);
    return null;
}

/** @param {AbortSignal | undefined} given @param {number} timeoutMs */
function deadline(given, timeoutMs) {
    const silence = new AbortController();
    const abort = () => silence.abort();
    const timer = setTimeout(abort, timeoutMs);
    given?.addEventListener('abort', abort);
    const done = () => {
        clearTimeout(timer);
        given?.removeEventListener('abort', abort);
    };
    if (given?.aborted) abort();
    return { signal: silence.signal, done };
}

/**
 * Asks once.
 * @param {string} path @param {Asked} [asked]
 * @returns {Promise<Answer>} Throws Problem for a refusal, NoAnswer where there was none, and the signal's
 * reason when that was aborted.
 */
export async function ask(path, asked = {}) {
    const { method = 'GET', json, headers = {} } = asked;
    const body = json === undefined ? asked.body : JSON.stringify(json);
    const bearer = token();
    const { signal, done } = deadline(asked.signal, asked.timeoutMs ?? patienceMs);
    const sent = localNow();
    try {
        const response = await fetch(path, {
            method,
            body,
            signal,
            cache: 'no-store',
            headers: {
                ...(bearer !== null && { Authorization: `Bearer ${bearer}` }),
                ...(json !== undefined && { 'Content-Type': 'application/json' }),
                ...headers,
            },
        });
        const received = localNow();
        const said = await bodyOf(response);
        if (typeof said?.server_time === 'string') learn(said.server_time, sent, received);
        const wait = retryAfterMs(response.headers);
        if (!response.ok && response.status !== 304) throw new Problem(response.status, said ?? {}, wait);
        return { status: response.status, body: said, retryAfterMs: wait, headers: response.headers };
    } catch (error) {
        asked.signal?.throwIfAborted();
        if (error instanceof Problem || error instanceof NoAnswer) throw error;
        throw new NoAnswer(String(error));
    } finally {
        done();
    }
}

/** Whether the same request may fare better later. @param {unknown} error */
export function isPassing(error) {
    if (error instanceof NoAnswer) return true;
    return error instanceof Problem && (passingStatuses.includes(error.status) || error.status >= 500);
}

/**
 * Counts the time for which the device slept, too, and ends early when the signal is aborted.
 * @param {number} ms @param {AbortSignal} [signal]
 * @param {string} [event] of the window, that ends it early, too
 * @returns {Promise<void>}
 */
export function pause(ms, signal, event) {
    const [began, wall] = [localNow(), Date.now()];
    return new Promise((resolve) => {
        /** @type {ReturnType<typeof setTimeout>} */
        let timer;
        const end = () => {
            clearTimeout(timer);
            if (event !== undefined) removeEventListener(event, end);
            document.removeEventListener('visibilitychange', look);
            signal?.removeEventListener('abort', end);
            resolve();
        };
        const look = () => {
            clearTimeout(timer);
            const left = ms - Math.max(localNow() - began, Date.now() - wall);
            if (left <= 0 || signal?.aborted) end();
            else timer = setTimeout(look, Math.min(left, lookMs));
        };
        if (event !== undefined) addEventListener(event, end);
        document.addEventListener('visibilitychange', look);
        signal?.addEventListener('abort', end);
        look();
    });
}

/**
 * Asks until there is an answer: waits as the server says, or longer and longer, and a little differently
 * from everybody else.
 * @param {string} path @param {Asked & {onTrouble?: (error: unknown) => void}} [asked] `onTrouble` hears of
 * every try in vain
 * @returns {Promise<Answer>} Throws a Problem that will not pass.
 */
export async function insist(path, asked = {}) {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
        try {
            return await ask(path, asked);
        } catch (error) {
            if (!isPassing(error)) throw error;
            asked.onTrouble?.(error);
            const told = error instanceof Problem ? error.retryAfterMs : null;
            const ms = (told ?? pauseMs) * (1 + Math.random() / 4);
            // Who was told when to come again waits for that; who heard nothing tries as soon as there is a connection.
            await pause(ms, asked.signal, told === null ? 'online' : undefined);
            asked.signal?.throwIfAborted();
        }
    }
}
