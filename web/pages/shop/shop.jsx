// The console: its sections, of which each needs a scope; what the token does not allow is not offered.
import { SignIn } from '../parts/sign_in.jsx';
import { useToken } from '../parts/use.mjs';
import { bearer } from '../session.mjs';
import { t } from '../texts/texts.mjs';
import { Campaigns } from './campaigns/campaigns.jsx';
import { Grants } from './grants/grants.jsx';
import { Numbers } from './numbers/numbers.jsx';
import { Reconciliation } from './numbers/reconciliation.jsx';
import { placeOf, usePlace } from './place.mjs';
import { Rounds } from './rounds/rounds.jsx';
import { Said, unsay } from './said.jsx';
import { Templates } from './templates/templates.jsx';

/**
 * @typedef {object} SectionProps
 * @property {string | null} what which of its things, or `anew`; null for all of them
 * @property {string[]} scopes of the token
 *
 * @typedef {object} Section
 * @property {string} name
 * @property {string} scope
 * @property {import('../texts/texts.mjs').Key} title
 * @property {(props: SectionProps) => import('preact').JSX.Element} content
 */

/** @type {Section[]} */
const sections = [
    { name: 'rounds', scope: 'operator', title: 'shop.rounds', content: Rounds },
    { name: 'campaigns', scope: 'operator', title: 'shop.campaigns', content: Campaigns },
    { name: 'templates', scope: 'merchant', title: 'shop.templates', content: Templates },
    { name: 'grants', scope: 'merchant', title: 'shop.grants', content: Grants },
    { name: 'numbers', scope: 'merchant', title: 'shop.numbers', content: Numbers },
    { name: 'reconciliation', scope: 'operator', title: 'shop.reconciliation', content: Reconciliation },
];

/** @param {{offered: Section[], scopes: string[]}} props */
function Console({ offered, scopes }) {
    const place = usePlace(offered.map(({ name }) => name));
    const { content: Content, name } = offered.find(({ name }) => name === place.section) ?? offered[0];
    return (
        <>
            <nav class="sections" aria-label={t('shop.sections')}>
                <ul>
                    {offered.map((section) => (
                        <li key={section.name}>
                            <a
                                href={placeOf(section.name)}
                                onClick={unsay}
                                aria-current={section.name === name ? 'page' : undefined}
                            >
                                {t(section.title)}
                            </a>
                        </li>
                    ))}
                </ul>
            </nav>
            <Said />
            <Content key={`${name}/${place.what}`} what={place.what} scopes={scopes} />
        </>
    );
}

export function Shop() {
    const scopes = bearer(useToken())?.scopes ?? null;
    const offered = sections.filter(({ scope }) => scopes?.includes(scope));
    if (scopes !== null && offered.length > 0) return <Console offered={offered} scopes={scopes} />;
    return (
        <>
            <h1>{t('shop.title')}</h1>
            {scopes === null ? (
                <SignIn wanted={['operator', 'merchant']} />
            ) : (
                <p class="note warn">{t('shop.no-scope')}</p>
            )}
        </>
    );
}
