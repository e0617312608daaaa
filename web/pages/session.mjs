// Who is signed in. The token comes from the shop: in the fragment of the address (`#token=…`, which no server
// sees, and which is removed at once) or in the cookie `fairdraw_token` of the shop's domain. It is sent as
// `Authorization: Bearer` and never as a cookie's own, so that no other site can act in somebody's name.

const name = 'fairdraw_token';
/** @type {Set<() => void>} */
const listeners = new Set();
let ended = false;

function takeFragment() {
    const parameters = new URLSearchParams(location.hash.slice(1));
    const token = parameters.get('token');
    if (token === null) return;
    parameters.delete('token');
    const rest = parameters.toString();
    history.replaceState(null, '', location.pathname + location.search + (rest && `#${rest}`));
    signIn(token);
}

function fromCookie() {
    const found = document.cookie.split('; ').find((cookie) => cookie.startsWith(`${name}=`));
    return found === undefined ? null : decodeURIComponent(found.slice(name.length + 1));
}

/** The token to send; null when nobody is signed in. */
export const token = () => sessionStorage.getItem(name) ?? fromCookie();

/** @param {string} newToken */
export function signIn(newToken) {
    sessionStorage.setItem(name, newToken);
    ended = false;
    for (const listener of listeners) listener();
}

/** Forgets the token, also one of a cookie that this page can reach. */
export function signOut() {
    sessionStorage.removeItem(name);
    document.cookie = `${name}=; Max-Age=0; Path=/`;
    for (const listener of listeners) listener();
}

/** To be called when the server no longer takes the token. */
export function endSession() {
    ended = true;
    signOut();
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

takeFragment();
addEventListener('hashchange', takeFragment);
