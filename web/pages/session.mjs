// Who is signed in. The token comes from the shop: in the fragment of the address (`#token=…`, which no server
// sees, and which is removed at once) or in the cookie `fairdraw_token` of the shop's domain. It is sent as
// `Authorization: Bearer` and never as a cookie's own, so that no other site can act in somebody's name.
import { keptInTab } from './storage.mjs';

const name = 'fairdraw_token';
// Tokens of cookies that are not to be taken again: the server refused them, or one signed out. A page cannot
// remove a cookie of another domain or path than its own.
const left = 'fairdraw_left';
const mostLeft = 20;
/** @type {Set<() => void>} */
const listeners = new Set();
let ended = false;

/** As RFC 6750 has it: anything else is no token, and could not be sent. @param {string} text */
const isToken = (text) => /^[\w.~+/-]+=*$/.test(text);

/** @param {string} text */
function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return '';
    }
}

/** There may be several: of the host and of its domain, of one path and of another. */
function fromCookies() {
    const cookies = document.cookie.split('; ').filter((cookie) => cookie.startsWith(`${name}=`));
    return cookies.map((cookie) => decoded(cookie.slice(name.length + 1))).filter(isToken);
}

const leftTokens = () => (keptInTab.get(left) ?? '').split(' ');

/** @param {string[]} tokens */
const leave = (tokens) =>
    keptInTab.set(left, [...new Set([...leftTokens(), ...tokens])].slice(-mostLeft).join(' '));

/** The token to send; null when nobody is signed in. @returns {string | null} */
export function token() {
    const given = keptInTab.get(name);
    if (given !== null) return given;
    const gone = leftTokens();
    return fromCookies().find((one) => !gone.includes(one)) ?? null;
}

/** As headers of a request, where it matters which token was sent. @param {string | null} sent */
export const bearing = (sent) => (sent === null ? undefined : { Authorization: `Bearer ${sent}` });

let known = token();

function tell() {
    known = token();
    for (const listener of listeners) listener();
}

/** @param {string} newToken */
export function signIn(newToken) {
    keptInTab.set(name, newToken);
    ended = false;
    tell();
}

/** Forgets the token, also that of a cookie. */
export function signOut() {
    leave(fromCookies());
    keptInTab.remove(name);
    document.cookie = `${name}=; Max-Age=0; Path=/`;
    ended = false;
    tell();
}

/**
 * To be called when the server does not take a token: there may be another, such as a newer cookie's.
 * @param {string | null} [refused] which was sent
 */
export function endSession(refused = token()) {
    // An answer to what was asked before somebody signed in again says nothing of the token that there is now.
    if (refused !== token()) return;
    if (refused !== null) leave([refused]);
    keptInTab.remove(name);
    ended = token() === null;
    tell();
}

/** Whether somebody was signed in until the token ran out. */
export const hasEnded = () => ended;

/** @param {() => void} listener @returns {() => void} ends that */
export function onSessionChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/**
 * What a token says of its bearer. Only for showing: the server alone judges it.
 * @param {string | null} [of] @returns {{user: string, scopes: string[]} | null} null when it says nothing
 */
export function bearer(of = token()) {
    try {
        const [, payload] = /** @type {string} */ (of).split('.');
        const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (c) =>
            c.charCodeAt(0),
        );
        const claims = JSON.parse(new TextDecoder().decode(bytes));
        const scopes = String(claims.scope ?? '').split(' ');
        return { user: String(claims.sub), scopes: scopes.filter((scope) => scope !== '') };
    } catch {
        return null;
    }
}

/** Whose page it was before the address brought a token, if somebody's. */
export const userBefore = bearer()?.user ?? null;

function takeFragment() {
    const parameters = new URLSearchParams(location.hash.slice(1));
    const given = parameters.get('token');
    if (given === null) return;
    parameters.delete('token');
    const rest = parameters.toString();
    history.replaceState(null, '', location.pathname + location.search + (rest && `#${rest}`));
    if (isToken(given)) signIn(given);
}

takeFragment();
addEventListener('hashchange', takeFragment);
// The shop may have signed somebody in, or out, while one looked elsewhere.
document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && token() !== known) tell();
});
