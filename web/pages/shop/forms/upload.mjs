// Sending a list of users: it says how much of it is sent, which `fetch` cannot.
import { NoAnswer, Problem, isPassing, pause } from '../../api.mjs';
import { token } from '../../session.mjs';
import { typeOf } from './list_file.mjs';

const pauseMs = 2_000;

/**
 * @typedef {object} Sending
 * @property {AbortSignal} signal
 * @property {(error: unknown) => void} onTrouble hears of every try in vain
 * @property {(part: number | null) => void} onProgress how much of it is sent, up to 1
 */

/** @param {string} text */
function jsonOf(text) {
    try {
        return JSON.parse(text);
    } catch {
        return {};
    }
}

/** @param {string} path @param {File} file @param {Sending} sending @returns {Promise<any>} */
function sendOnce(path, file, { signal, onProgress }) {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const answered = new Promise((resolve, reject) => {
        request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
        request.onerror = request.onabort = () => reject(new NoAnswer('no answer'));
        request.onload = () => {
            const said = jsonOf(request.responseText);
            const seconds = Number(request.getResponseHeader('Retry-After') ?? Number.NaN);
            if (request.status >= 200 && request.status < 300) resolve(said);
            else reject(new Problem(request.status, said, Number.isFinite(seconds) ? seconds * 1000 : null));
        };
    });
    request.open('PUT', path);
    request.setRequestHeader('Authorization', `Bearer ${token()}`);
    request.setRequestHeader('Content-Type', typeOf(file));
    request.send(file);
    signal.addEventListener('abort', abort);
    return answered.finally(() => signal.removeEventListener('abort', abort));
}

/**
 * Sends it until there is an answer: the same list again is no other.
 * @param {string} path @param {File} file @param {Sending} sending @returns {Promise<any>} what the answer says;
 *     throws a Problem that will not pass
 */
export async function upload(path, file, sending) {
    for (;;) {
        try {
            return await sendOnce(path, file, sending);
        } catch (error) {
            sending.signal.throwIfAborted();
            if (!isPassing(error)) throw error;
            sending.onTrouble(error);
            await pause((error instanceof Problem ? error.retryAfterMs : null) ?? pauseMs, sending.signal);
            sending.signal.throwIfAborted();
        }
    }
}
