// Mass grants: a template's coupon for everybody on a list, and how far each is.
import { insist } from '../../api.mjs';
import { number } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { useList } from '../answers.mjs';
import { Action } from '../asked.jsx';
import { Download } from '../download.jsx';
import { FillIn } from '../forms/fill_in.jsx';
import { namedBy } from '../forms/named.mjs';
import { listFile } from '../forms/list_file.mjs';
import { idField, templateField } from '../forms/shared_fields.mjs';
import { upload } from '../forms/upload.mjs';
import { Heading } from '../heading.jsx';
import { List } from '../list.jsx';
import { anew, goTo, placeOf } from '../place.mjs';
import { WithTemplates } from '../templates/with_templates.jsx';

const runningMs = 1_000;

const grantState = namedBy('shop.grant.state');

/** @param {any} templates @returns {import('../forms/form.mjs').Form} */
const grantForm = (templates) => ({
    id: 'grant',
    fields: [
        idField('grant', 'shop.grant.id'),
        templateField(templates, { hint: 'shop.grant.template.hint' }),
        listFile,
    ],
});

/** @param {string} id */
const pathOf = (id) => `/v1/grants/${encodeURIComponent(id)}`;

/** @param {{grant: any, again: () => void}} props */
function Stop({ grant: { grant, users, done, state }, again }) {
    return (
        <Action
            offered={state === 'running'}
            verb={t('shop.grant.stop')}
            title={t('shop.grant.stop.ask', { grant })}
            danger
            act={async (sending) => {
                const { body } = await insist(`${pathOf(grant)}/stop`, { method: 'POST', ...sending });
                return t('shop.grant.stop.did', { grant, issued: body.issued });
            }}
            again={again}
        >
            <p>{t('shop.grant.stop.will', { left: users - done })}</p>
        </Action>
    );
}

/** @param {{grant: any, again: () => void}} props */
function Row({ grant, again }) {
    const { grant: id, template, users, done, issued, refused, state } = grant;
    return (
        <tr>
            <th scope="row">{id}</th>
            <td>
                <progress value={done} max={users} aria-label={t('shop.grant.progress', { grant: id })} />
                <span class="number small">{t('shop.grant.done', { done, users })}</span>
            </td>
            <td class="number">{number(issued)}</td>
            <td class={`number ${refused > 0 ? 'bad' : ''}`}>{number(refused)}</td>
            <td>{grantState(state)}</td>
            <td>{template}</td>
            <td>
                <Stop grant={grant} again={again} />
                {refused > 0 && (
                    <Download path={`${pathOf(id)}/refusals`} file={`${id}-refusals.csv`}>
                        {t('shop.grant.refusals', { grant: id })}
                    </Download>
                )}
            </td>
        </tr>
    );
}

function AllGrants() {
    const isRunning = (/** @type {any[]} */ grants) => grants.some(({ state }) => state === 'running');
    const list = useList('/v1/grants', 'grants', (grants) => (isRunning(grants) ? runningMs : null));
    return (
        <>
            <Heading>{t('shop.grants')}</Heading>
            <p class="actions">
                <a class="button main" href={placeOf('grants', anew)}>
                    {t('shop.grant.create')}
                </a>
            </p>
            <List
                list={list}
                caption={t('shop.grants')}
                columns={[
                    t('shop.grant.id'),
                    t('shop.progress'),
                    t('shop.issued'),
                    t('shop.refused'),
                    t('shop.state'),
                    t('shop.template'),
                    t('shop.actions'),
                ]}
                none={t('shop.grants.none')}
                row={(grant) => <Row key={grant.grant} grant={grant} again={list.again} />}
            />
        </>
    );
}

/** @param {any} json @param {import('../forms/upload.mjs').Sending} sending @param {File | null} file */
async function create({ grant, template }, sending, file) {
    const path = `${pathOf(grant)}?template=${encodeURIComponent(template)}`;
    const { users } = await upload(path, /** @type {File} */ (file), sending);
    return t('shop.grant.created', { grant, count: users });
}

/** @param {import('../shop.jsx').SectionProps} props */
export function Grants({ what, scopes }) {
    if (what !== anew) return <AllGrants />;
    return (
        <>
            <Heading back={{ href: placeOf('grants'), name: t('shop.grants') }}>
                {t('shop.grant.create')}
            </Heading>
            <WithTemplates scopes={scopes}>
                {(templates) => (
                    <FillIn
                        form={grantForm(templates)}
                        verb={t('shop.grant.create')}
                        title={({ grant }) => t('shop.grant.create.ask', { grant })}
                        will={t('shop.grant.create.will')}
                        send={create}
                        onDone={() => goTo(placeOf('grants'))}
                    />
                )}
            </WithTemplates>
        </>
    );
}
