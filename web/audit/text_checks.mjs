// Checks of the texts among themselves: signatures, chain, times, secret (draw-protocol.md, section 5).
import { equal, toHex } from './bytes.mjs';
import { check } from './check.mjs';
import { commitment } from './draw.mjs';
import { formatTime } from './grammar.mjs';
import { judgeSignatures } from './note.mjs';

/** @typedef {import('./evidence.mjs').Evidence} Evidence */

/**
 * @param {string} id @param {import('./note.mjs').Note} note @param {import('./note.mjs').VerifierKey} key
 * @param {boolean} pinned
 */
export function checkSignature(id, note, key, pinned) {
    const found = judgeSignatures(note, key);
    const whose = `${key.name}+${toHex(key.id)}`;
    const detail = {
        good: `signed by ${whose}`,
        bad: `a signature that claims to be by ${whose} is not`,
        none: `no signature by ${whose}`,
    }[found];
    return { id, ok: found === 'good', detail: pinned ? detail : `${detail}; key not pinned` };
}

/** @param {Evidence} evidence */
function textsOf({ announcement, close, draw, void: voided }) {
    return [announcement, close, draw, voided].flatMap((signed) => (signed === null ? [] : [signed.text]));
}

/** @param {Evidence} evidence @returns {[boolean, string][]} */
function wrongLinks({ announcement, close, draw, void: voided }) {
    /** @type {[boolean, string][]} */
    const wrongs = [];
    const isOther = (/** @type {Uint8Array} */ named, /** @type {{note: {hash: Uint8Array}}} */ signed) =>
        !equal(named, signed.note.hash);
    if (close)
        wrongs.push([
            isOther(close.text.announcement, announcement),
            'close.txt names another announcement',
        ]);
    if (draw && close) wrongs.push([isOther(draw.text.close, close), 'draw.txt names another close']);
    if (voided) {
        const named = voided.text.close;
        wrongs.push([
            isOther(voided.text.announcement, announcement),
            'void.txt names another announcement',
        ]);
        wrongs.push([
            close !== null && named === null,
            'void.txt says that there was no close, but there is one',
        ]);
        wrongs.push([
            close !== null && named !== null && isOther(named, close),
            'void.txt names another close',
        ]);
    }
    return wrongs;
}

/** @param {Evidence} evidence */
export function checkChain(evidence) {
    const texts = textsOf(evidence);
    const { origin, round } = evidence.announcement.text;
    return check(
        'chain',
        [
            ...wrongLinks(evidence),
            [texts.some((text) => text.origin !== origin), 'the texts are of several origins'],
            [texts.some((text) => text.round !== round), 'the texts are of several rounds'],
            [origin !== evidence.key.name, `the key is ${evidence.key.name}'s, and not the origin's`],
        ],
        'each text names the one before it; one origin, one round',
    );
}

/**
 * Moments that must follow one another; where `strictly`, the next one is later.
 * @typedef {{what: string, at: number, strictly?: boolean}} Moment
 */

/** @param {Evidence} evidence @returns {Moment[]} */
function drawnMoments({ announcement, close, draw }) {
    const { announced, reserve, enter } = announcement.text;
    /** @type {Moment[]} */
    const moments = [{ what: 'announced', at: announced }];
    for (const [what, window] of /** @type {const} */ ([
        ['reservations', reserve],
        ['entries', enter],
    ])) {
        if (window === null) continue;
        moments.push(
            { what: `${what} from`, at: window.from, strictly: true },
            { what: `${what} to`, at: window.to },
        );
    }
    if (close) moments.push({ what: 'closed', at: close.text.closed });
    if (draw) moments.push({ what: 'drawn', at: draw.text.drawn });
    return moments;
}

/** @param {Moment[]} moments */
function checkOrder(moments) {
    /** @type {[boolean, string][]} */
    const wrongs = moments.slice(1).map((next, i) => {
        const before = moments[i];
        const wrong = before.strictly ? next.at <= before.at : next.at < before.at;
        const said = (/** @type {Moment} */ moment) => `${moment.what} ${formatTime(moment.at)}`;
        return [wrong, `${said(before)}, and then ${said(next)}`];
    });
    return check('times', wrongs, moments.map(({ what }) => what).join(', '));
}

/** @param {Evidence} evidence */
export function checkTimes(evidence) {
    const { announcement, close, void: voided } = evidence;
    if (voided === null) return checkOrder(drawnMoments(evidence));
    const last = { what: 'voided', at: voided.text.voided };
    const announced = { what: 'announced', at: announcement.text.announced };
    const early = checkOrder([announced, last]);
    if (close === null || early.ok === false) return early;
    return checkOrder([{ what: 'closed', at: close.text.closed }, last]);
}

/**
 * The secret of a draw, or of a void once there was a close.
 * @param {Evidence} evidence
 * @returns {import('./check.mjs').Check}
 */
export function checkSecret({ announcement, draw, void: voided }) {
    const text = draw?.text ?? voided?.text;
    if (!text?.secret)
        return { id: 'secret', ok: null, detail: 'void.txt names no close, and so gives no secret' };
    const made = commitment('secret', text.origin, text.round, text.secret);
    return check(
        'secret',
        [[!equal(made, announcement.text.secretCommitment), 'not the secret that was committed to']],
        'the secret that was committed to',
    );
}
