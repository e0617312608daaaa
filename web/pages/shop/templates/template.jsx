// A template: it is changed, published, stopped, and told whom it is for.
import { insist } from '../../api.mjs';
import { t } from '../../texts/texts.mjs';
import { useAnswer, useReport } from '../answers.mjs';
import { Action } from '../asked.jsx';
import { Facts, FillIn } from '../forms/fill_in.jsx';
import { mergePatch, valuesOf } from '../forms/form.mjs';
import { Heading } from '../heading.jsx';
import { CouponCounts } from '../numbers/coupon_counts.jsx';
import { placeOf } from '../place.mjs';
import { Trouble } from '../../parts/trouble.jsx';
import { Audience } from './audience.jsx';
import { canChange, templateForm } from './template_form.mjs';
import { templateState } from './templates.jsx';

/** @typedef {{template: any, path: string, again: () => void}} Props */

/** @param {Props & {action: 'publish' | 'stop'}} props */
function Step({ template: { template }, path, action, again }) {
    return (
        <Action
            verb={t(`shop.template.${action}`)}
            title={t(`shop.template.${action}.ask`, { template })}
            danger={action === 'stop'}
            act={async (sending) => {
                await insist(`${path}/${action}`, { method: 'POST', ...sending });
                return t(`shop.template.${action}.did`, { template });
            }}
            again={again}
        >
            <p>{t(`shop.template.${action}.will`)}</p>
        </Action>
    );
}

/** @param {Props} props */
function Change({ template, path, again }) {
    const isDraft = template.state === 'draft';
    const known = Object.fromEntries(
        Object.entries(template).filter(([name]) =>
            templateForm.fields.some((field) => field.name.split('.')[0] === name),
        ),
    );
    return (
        <details>
            <summary>{t('shop.template.change')}</summary>
            <FillIn
                key={JSON.stringify(known)}
                form={templateForm}
                known={known}
                locked={(name) => (isDraft ? name === 'template' : !canChange(name))}
                verb={t('shop.template.change.do')}
                title={() => t('shop.template.change.ask', { template: template.template })}
                will={t(isDraft ? 'shop.template.change.draft' : 'shop.template.change.published')}
                send={async (json, sending) => {
                    const { body } = await insist(path, {
                        method: 'PATCH',
                        json: mergePatch(known, json),
                        ...sending,
                    });
                    const did = body.repeated ? 'shop.template.change.is' : 'shop.template.change.did';
                    return t(did, { template: body.template });
                }}
                again={again}
            />
        </details>
    );
}

/** @param {{path: string, id: string}} props */
function Numbers({ path, id }) {
    const { body, trouble } = useReport(`${path}/statistics`);
    return (
        <section aria-labelledby="numbers">
            <h2 id="numbers">{t('shop.numbers')}</h2>
            <Trouble error={trouble} />
            {body && <CouponCounts templates={[body]} path={`${path}/statistics`} file={`${id}.csv`} />}
        </section>
    );
}

/** @param {{id: string}} props */
export function Template({ id }) {
    const path = `/v1/templates/${encodeURIComponent(id)}`;
    const { body: template, trouble, again } = useAnswer(path);
    const given = { template, path, again };
    return (
        <>
            <Heading back={{ href: placeOf('templates'), name: t('shop.templates') }}>{id}</Heading>
            <Trouble error={trouble} />
            {template === null && trouble === null && <p>{t('waiting')}</p>}
            {template && (
                <>
                    <p class="note narrow">{templateState(template.state)}</p>
                    <div class="actions">
                        {template.state === 'draft' && <Step {...given} action="publish" />}
                        {template.state === 'published' && <Step {...given} action="stop" />}
                    </div>
                    <section class="sheet narrow" aria-labelledby="rules">
                        <h2 id="rules">{t('shop.rules')}</h2>
                        <Facts fields={templateForm.fields} values={valuesOf(templateForm, template)} />
                    </section>
                    {template.state !== 'stopped' && <Change {...given} />}
                    {template.audience.kind === 'users' && <Audience template={template} path={path} />}
                    {template.state !== 'draft' && <Numbers path={path} id={id} />}
                </>
            )}
        </>
    );
}
