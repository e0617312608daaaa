// Signing in: the shop's matter, but for a form where the service is being tried out.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, insist } from '../api.mjs';
import { hasEnded, signIn } from '../session.mjs';
import { hasText, t } from '../texts/texts.mjs';
import { Refused } from './refused.jsx';
import { useBusy } from './use.mjs';

/** @returns {Promise<string[] | null>} which scopes one may have; null where there is no form */
async function askForForm() {
    try {
        return (await insist('/v1/sign-in')).body.scopes;
    } catch (error) {
        if (error instanceof Problem) return null;
        throw error;
    }
}

/** @param {{scope: string, chosen: boolean}} props */
function Scope({ scope, chosen }) {
    const key = `sign-in.scope.${scope}`;
    return (
        <label class="check">
            <input type="checkbox" name="scope" value={scope} checked={chosen} />
            {hasText(key) ? t(key) : scope}
        </label>
    );
}

/** @param {{scopes: string[], wanted: string[]}} props */
function Form({ scopes, wanted }) {
    const [busy, run] = useBusy();
    const [refused, setRefused] = useState('');
    const submit = (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
        run(async () => {
            try {
                const json = { user: String(form.get('user')).trim(), scopes: form.getAll('scope') };
                signIn((await insist('/v1/sign-in', { method: 'POST', json })).body.token);
            } catch (error) {
                setRefused(/** @type {Error} */ (error).message);
            }
        });
    };
    return (
        <form class="sheet" onSubmit={submit}>
            <p class="soft">{t('sign-in.trying')}</p>
            <div class="field">
                <label for="sign-in-user">{t('sign-in.user')}</label>
                <input
                    id="sign-in-user"
                    name="user"
                    required
                    pattern=".*\S.*"
                    maxLength={60}
                    autoComplete="username"
                />
            </div>
            {wanted.length > 0 && (
                <fieldset>
                    <legend>{t('sign-in.scopes')}</legend>
                    {scopes.map((scope) => (
                        <Scope scope={scope} chosen={wanted.includes(scope)} />
                    ))}
                </fieldset>
            )}
            <p class="bad" role="alert">
                {refused !== '' && <Refused detail={refused} />}
            </p>
            <button class="main" disabled={busy}>
                {t('sign-in.do')}
            </button>
        </form>
    );
}

/**
 * In place of what needs a token. With `wanted`, the form offers scopes, and proposes these.
 * @param {{wanted?: string[]}} props
 */
export function SignIn({ wanted = [] }) {
    const [scopes, setScopes] = useState(/** @type {string[] | null | undefined} */ (undefined));
    const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
    useEffect(() => void askForForm().then(setScopes), []);
    useEffect(() => {
        // What was pressed is gone: whoever stood on it goes on here.
        if (hasEnded() && document.activeElement === document.body) heading.current?.focus();
    }, []);
    return (
        <section aria-labelledby="sign-in">
            <h2 id="sign-in" tabIndex={-1} ref={heading}>
                {t('sign-in.title')}
            </h2>
            {hasEnded() && (
                <p class="note warn" role="alert">
                    {t('trouble.signed-out')}
                </p>
            )}
            {scopes === undefined && <p>{t('waiting')}</p>}
            {scopes === null && <p>{t('sign-in.from-shop')}</p>}
            {scopes && <Form scopes={scopes} wanted={wanted} />}
        </section>
    );
}
