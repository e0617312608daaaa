// Asking the server. Every request of the pages may be repeated: the service answers a repeat with its first
// answer, so whatever gets no answer is asked again.
import { learn, localNow } from './clock.mjs';
import { token } from './session.mjs';

const patienceMs = 10_000;
const firstPauseMs = 500;
const longestPauseMs = 8_000;
// What a timer can hold; beyond, it would ring at once.
const longestTimerMs = 2 ** 31 - 1;

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
    return /json/.test(type) ? JSON.parse(await response.text()) : null;
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
        if (error instanceof Problem) throw error;
        throw new NoAnswer(String(error));
    } finally {
        done();
    }
}

/** Whether the same request may fare better later. @param {unknown} error */
export function isPassing(error) {
    if (error instanceof NoAnswer) return true;
    return error instanceof Problem && (error.status === 429 || error.status >= 500);
}

/**
 * Ends early when a connection is back, and when the signal is aborted.
 * @param {number} ms @param {AbortSignal} [signal] @returns {Promise<void>}
 */
export function pause(ms, signal) {
    return new Promise((resolve) => {
        const end = () => {
            clearTimeout(timer);
            removeEventListener('online', end);
            signal?.removeEventListener('abort', end);
            resolve();
        };
        const timer = setTimeout(end, Math.min(ms, longestTimerMs));
        addEventListener('online', end);
        signal?.addEventListener('abort', end);
        if (signal?.aborted) end();
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
            await pause((told ?? pauseMs) * (1 + Math.random() / 4), asked.signal);
            asked.signal?.throwIfAborted();
        }
    }
}
