// Hooks that more than one page uses.
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { pause } from '../api.mjs';
import { onClockChange, serverNow } from '../clock.mjs';
import { onSessionChange, token } from '../session.mjs';

/** The token; renders again when somebody signs in or out. */
export function useToken() {
    const [, again] = useReducer((count) => count + 1, 0);
    useEffect(() => onSessionChange(() => again(null)), []);
    return token();
}

/**
 * The server's time in Unix ms. Renders again whenever one of its seconds begins, and exactly when it is one of
 * `moments`.
 * @param {(number | null)[]} [moments] Unix ms
 */
export function useServerTime(moments = []) {
    const [, again] = useReducer((count) => count + 1, 0);
    const key = moments.join();
    useEffect(() => {
        /** @type {ReturnType<typeof setTimeout>} */
        let timer;
        const wait = () => {
            const now = serverNow();
            const due = moments.filter((moment) => moment !== null && moment > now).map(Number);
            timer = setTimeout(tick, Math.min(1000 - (now % 1000), ...due.map((moment) => moment - now)));
        };
        const tick = () => {
            clearTimeout(timer);
            again(null);
            wait();
        };
        wait();
        const endClock = onClockChange(tick);
        document.addEventListener('visibilitychange', tick);
        return () => {
            clearTimeout(timer);
            endClock();
            document.removeEventListener('visibilitychange', tick);
        };
    }, [key]);
    return serverNow();
}

/** @param {AbortSignal} signal */
async function untilSeen(signal) {
    while (document.visibilityState === 'hidden' && !signal.aborted)
        await new Promise((resolve) => {
            document.addEventListener('visibilitychange', resolve, { once: true });
            signal.addEventListener('abort', resolve, { once: true });
        });
}

// After what nobody thought of, of which the browser's console is told.
const afterFailureMs = 30_000;

/**
 * Does something again and again, while the page can be seen: at once, and then as many ms later as it says,
 * until it says null. It begins anew when one of `dependencies` changes. What came due while nobody looked is done
 * once somebody does.
 * @param {(signal: AbortSignal) => Promise<number | null>} act @param {unknown[]} dependencies
 */
export function usePoll(act, dependencies) {
    const latest = useRef(act);
    latest.current = act;
    useEffect(() => {
        const end = new AbortController();
        const act = async () => {
            try {
                return await latest.current(end.signal);
            } catch (error) {
                if (!end.signal.aborted) reportError(error);
                return afterFailureMs;
            }
        };
        const run = async () => {
            while (!end.signal.aborted) {
                const ms = await act();
                if (ms === null) return;
                await pause(ms, end.signal);
                await untilSeen(end.signal);
            }
        };
        run();
        return () => end.abort();
    }, dependencies);
}

/**
 * Whether an element has been in view, for what need not be asked for until somebody looks.
 * @returns {[import('preact').RefObject<HTMLElement | null>, boolean]} the element's `ref`, and whether it has
 */
export function useSeen() {
    const element = useRef(/** @type {HTMLElement | null} */ (null));
    const [seen, setSeen] = useState(false);
    useEffect(() => {
        if (seen || element.current === null) return undefined;
        const observer = new IntersectionObserver((entries) => {
            if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
        });
        observer.observe(element.current);
        return () => observer.disconnect();
    }, [seen]);
    return [element, seen];
}

/**
 * Whether something is under way, for buttons: `run` starts it, and nothing twice at once.
 * @returns {[boolean, (act: () => Promise<void>) => void]}
 */
export function useBusy() {
    const [busy, setBusy] = useState(false);
    const started = useRef(false);
    const run = (/** @type {() => Promise<void>} */ act) => {
        if (started.current) return;
        started.current = true;
        setBusy(true);
        act().finally(() => {
            started.current = false;
            setBusy(false);
        });
    };
    return [busy, run];
}
