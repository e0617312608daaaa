// What is around every page: its head with the ways to the others, language, look and who is signed in.
import { render } from 'preact';
import { useEffect, useErrorBoundary, useReducer, useRef, useState } from 'preact/hooks';
import { changeLook, look, looks, showLook } from '../look/look.mjs';
import { bearer, hasEnded, signOut, userBefore } from '../session.mjs';
import { changeLanguage, language, languages, loadTexts, onLanguageChange, t } from '../texts/texts.mjs';
import { useToken } from './use.mjs';

/** @typedef {import('../texts/texts.mjs').Key} Key */

/** `scopes`: only for whoever has one of them. @type {{path: string, title: Key, scopes?: string[]}[]} */
const pages = [
    { path: '/', title: 'page.entrant' },
    { path: '/audit', title: 'page.audit' },
    { path: '/shop', title: 'page.shop', scopes: ['operator', 'merchant'] },
];

/** @param {{label: string, value: string, choices: {value: string, name: string, lang?: string}[],
 *     onChoose: (value: string) => void}} props */
function Switch({ label, value, choices, onChoose }) {
    return (
        <select aria-label={label} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
            {choices.map((choice) => (
                <option value={choice.value} lang={choice.lang} selected={choice.value === value}>
                    {choice.name}
                </option>
            ))}
        </select>
    );
}

function Switches() {
    const [, again] = useReducer((count) => count + 1, 0);
    const names = /** @type {const} */ ({ auto: 'look.auto', light: 'look.light', dark: 'look.dark' });
    return (
        <div class="switches" role="group" aria-label={t('page.settings')}>
            <Switch
                label={t('language.label')}
                value={language()}
                choices={languages.map(({ code, name }) => ({ value: code, name, lang: code }))}
                onChoose={changeLanguage}
            />
            <Switch
                label={t('look.label')}
                value={look()}
                choices={looks.map((value) => ({ value, name: t(names[value]) }))}
                onChoose={(chosen) => {
                    changeLook(chosen);
                    again(null);
                }}
            />
        </div>
    );
}

/** @param {{path: string}} props */
function Menu({ path }) {
    const signedIn = bearer(useToken());
    const isOffered = (/** @type {typeof pages[number]} */ page) =>
        page.path === path || (page.scopes?.some((scope) => signedIn?.scopes.includes(scope)) ?? true);
    return (
        <nav aria-label={t('page.menu')}>
            <ul>
                {pages.filter(isOffered).map((page) => (
                    <li>
                        <a href={page.path} aria-current={page.path === path ? 'page' : undefined}>
                            {t(page.title)}
                        </a>
                    </li>
                ))}
            </ul>
        </nav>
    );
}

function Foot() {
    const signedIn = bearer(useToken());
    if (signedIn === null) return null;
    return (
        <footer class="foot">
            {t('session.as', { user: signedIn.user })}{' '}
            <button type="button" class="plain" onClick={signOut}>
                {t('session.out')}
            </button>
        </footer>
    );
}

/**
 * Says who is signed in when that changes, also where an address brought somebody else's token. Whoever pressed
 * what is gone since goes on from here.
 */
function SessionNote() {
    const user = bearer(useToken())?.user ?? null;
    const place = useRef(/** @type {HTMLDivElement | null} */ (null));
    const known = useRef(userBefore ?? user);
    const [hasChanged, setHasChanged] = useState(false);
    // The form that takes its place says that.
    const isSaidElsewhere = user === null && hasEnded();
    useEffect(() => {
        if (user === known.current) return;
        known.current = user;
        setHasChanged(true);
        if (!isSaidElsewhere && document.activeElement === document.body) place.current?.focus();
    }, [user]);
    return (
        <div role="status" tabIndex={-1} ref={place}>
            {hasChanged && !isSaidElsewhere && (
                <p class="note">{user === null ? t('session.left') : t('session.now', { user })}</p>
            )}
        </div>
    );
}

/** A defect of ours is said, and not a blank page. @param {{children: import('preact').ComponentChildren}} props */
function Guard({ children }) {
    const [error] = useErrorBoundary((defect) => reportError(defect));
    if (error === undefined) return <>{children}</>;
    return (
        <div role="alert" class="note bad">
            <p>{t('trouble.page')}</p>
            <button type="button" onClick={() => location.reload()}>
                {t('trouble.reload')}
            </button>
        </div>
    );
}

/** The address stays as it is: what it names is what is shown. @param {MouseEvent} event */
function skipToContent(event) {
    event.preventDefault();
    const content = document.getElementById('content');
    content?.focus({ preventScroll: true });
    content?.scrollIntoView();
}

/** @param {{path: string, title: Key, wide?: boolean, content: import('preact').ComponentType}} props */
function Frame({ path, title, wide = false, content: Content }) {
    const [, again] = useReducer((count) => count + 1, 0);
    useEffect(() => onLanguageChange(() => again(null)), []);
    useEffect(() => {
        document.title = `${t(title)} · fairdraw`;
    }, [language()]);
    return (
        <>
            <a class="skip" href="#content" onClick={skipToContent}>
                {t('page.skip')}
            </a>
            <header class="head">
                <Menu path={path} />
                <Switches />
            </header>
            <main id="content" tabIndex={-1} class={wide ? 'wide' : undefined}>
                <SessionNote />
                <Guard>
                    <Content />
                </Guard>
            </main>
            <Foot />
        </>
    );
}

/**
 * Shows a page in the document's #page. `path` is where it is served, `wide` for those of a desk.
 * @param {Parameters<typeof Frame>[0]} page
 */
export async function showPage(page) {
    showLook();
    await loadTexts();
    render(<Frame {...page} />, /** @type {HTMLElement} */ (document.getElementById('page')));
}
