// Templates: those there are, a new one, and one of them.
import { insist } from '../../api.mjs';
import { number } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { useList } from '../answers.mjs';
import { FillIn } from '../forms/fill_in.jsx';
import { namedBy } from '../forms/named.mjs';
import { Heading } from '../heading.jsx';
import { List } from '../list.jsx';
import { anew, goTo, placeOf } from '../place.mjs';
import { Template } from './template.jsx';
import { templateForm } from './template_form.mjs';

export const templateState = namedBy('shop.template.state');

/** @param {any} template */
const row = ({ template, title, state, issued, total }) => (
    <tr key={template}>
        <th scope="row">
            <a href={placeOf('templates', template)}>{template}</a>
        </th>
        <td>{title}</td>
        <td>{templateState(state)}</td>
        <td class="number">{number(issued)}</td>
        <td class="number">{total === null ? '—' : number(total)}</td>
    </tr>
);

function AllTemplates() {
    const list = useList('/v1/templates', 'templates');
    return (
        <>
            <Heading>{t('shop.templates')}</Heading>
            <p class="actions">
                <a class="button main" href={placeOf('templates', anew)}>
                    {t('shop.template.create')}
                </a>
            </p>
            <List
                list={list}
                caption={t('shop.templates')}
                columns={[
                    t('shop.template.id'),
                    t('shop.template.title'),
                    t('shop.state'),
                    t('shop.issued'),
                    t('shop.total'),
                ]}
                none={t('shop.templates.none')}
                row={row}
            />
        </>
    );
}

/** @param {any} json @param {import('../forms/upload.mjs').Sending} sending */
async function create(json, sending) {
    const { body } = await insist('/v1/templates', { method: 'POST', json, ...sending });
    return t('shop.template.created', { template: body.template });
}

function CreateTemplate() {
    return (
        <>
            <Heading back={{ href: placeOf('templates'), name: t('shop.templates') }}>
                {t('shop.template.create')}
            </Heading>
            <FillIn
                form={templateForm}
                verb={t('shop.template.create')}
                title={({ template }) => t('shop.template.create.ask', { template })}
                will={t('shop.template.create.will')}
                send={create}
                onDone={({ template }) => goTo(placeOf('templates', template))}
            />
        </>
    );
}

/** @param {import('../shop.jsx').SectionProps} props */
export function Templates({ what }) {
    if (what === null) return <AllTemplates />;
    if (what === anew) return <CreateTemplate />;
    return <Template id={what} />;
}
