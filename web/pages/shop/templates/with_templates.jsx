// Which published templates there are, for forms that take one: to whom templates are not shown, null.
import { t } from '../../texts/texts.mjs';
import { useList } from '../answers.mjs';
import { Trouble } from '../../parts/trouble.jsx';

/** @typedef {{template: string, title: string, total: number | null, state: string}} Template */

/** @param {{children: (templates: Template[]) => import('preact').JSX.Element}} props */
function Asked({ children }) {
    const { body, trouble } = useList('/v1/templates', 'templates', undefined, Infinity);
    if (body === null) return trouble === null ? <p>{t('waiting')}</p> : <Trouble error={trouble} />;
    return children(body.filter(({ state }) => state === 'published'));
}

/** @param {{scopes: string[], children: (templates: Template[] | null) => import('preact').JSX.Element}} props */
export function WithTemplates({ scopes, children }) {
    return scopes.includes('merchant') ? <Asked>{children}</Asked> : children(null);
}
