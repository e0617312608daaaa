// Evidence or a log at a base address, by GET. For browsers and Node alike.
import { Unreadable } from './grammar.mjs';

const silenceMs = 30_000;

/** @param {string} address @returns {string} without a last slash */
function plainAddress(address) {
    const [, server, path] = /^(https?:\/\/[^/]+)(\/.*)?$/.exec(address) ?? [];
    if (server === undefined || !/^[\x21-\x7e]+$/.test(address) || /[?#@\\]/.test(address)) {
        throw new Unreadable(
            address,
            0,
            'not a plain address as in https://shop.example/v1/rounds/r/evidence or .../v1/log',
        );
    }
    return server + (path ?? '').replace(/\/$/, '');
}

/**
 * @param {ReadableStream<Uint8Array>} stream @param {number} largest @param {() => void} onPiece
 * @returns {Promise<Uint8Array>} no more than needed to see that it is larger than `largest`
 */
async function readStream(stream, largest, onPiece) {
    const reader = stream.getReader();
    /** @type {Uint8Array[]} */
    const pieces = [];
    let size = 0;
    while (size <= largest) {
        const { done, value } = await reader.read();
        if (done) break;
        onPiece();
        pieces.push(value);
        size += value.length;
    }
    if (size > largest) await reader.cancel();
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
        bytes.set(piece, at);
        at += piece.length;
    }
    return bytes;
}

/** @param {number} status */
function refusal(status) {
    const redirected = status === 0 || (status >= 300 && status < 400);
    return new Error(redirected ? 'redirects are not followed' : `the server answered ${status}`);
}

/** Only 200 is an answer, and only 404 and 410 mean missing. @param {string} url @param {number} largest */
async function get(url, largest) {
    const silence = new AbortController();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const heard = () => {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
    };
    heard();
    try {
        const answer = await fetch(url, { redirect: 'manual', cache: 'no-store', signal: silence.signal });
        if (answer.status === 404 || answer.status === 410) return null;
        if (answer.status !== 200) throw refusal(answer.status);
        return answer.body === null ? new Uint8Array() : await readStream(answer.body, largest, heard);
    } finally {
        clearTimeout(timer);
    }
}

/**
 * In our own words: what fetch says is "fetch failed" or the like, and its cause is a number of the platform's, or
 * in browsers none.
 * @param {Error & {cause?: {code?: string}}} error
 */
function trouble({ name, message, cause }) {
    if (name === 'AbortError') return 'no answer';
    if (cause === undefined) return name === 'TypeError' ? 'no answer' : message;
    const code = cause.code ?? '';
    if (/^(ECONN|EHOST|ENET|ENOTFOUND|EAI_|UND_ERR_CONNECT)/.test(code)) return 'cannot connect';
    if (/CERT|SIGNATURE|ISSUER|ALTNAME/.test(code)) return "the server's certificate is not trusted";
    if (/SSL|TLS|EPROTO/.test(code)) return 'no TLS connection';
    return code === 'UND_ERR_SOCKET' ? 'the answer broke off' : 'no answer';
}

/** @param {string} address @returns {import('./source.mjs').Source} */
export function addressSource(address) {
    const base = plainAddress(address);
    return {
        async read(name, largest) {
            try {
                return await get(`${base}/${name}`, largest);
            } catch (error) {
                throw new Error(trouble(/** @type {Error & {cause?: {code?: string}}} */ (error)));
            }
        },
    };
}
