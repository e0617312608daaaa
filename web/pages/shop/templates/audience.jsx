// Whom a template is for, where that is a list of users.
import { t } from '../../texts/texts.mjs';
import { useAnswer } from '../answers.mjs';
import { FillIn } from '../forms/fill_in.jsx';
import { listFile } from '../forms/list_file.mjs';
import { upload } from '../forms/upload.mjs';
import { Trouble } from '../../parts/trouble.jsx';

/** @type {import('../forms/form.mjs').Form} */
const form = { id: 'list', fields: [listFile] };

/** @param {{template: any, path: string}} props */
export function Audience({ template: { template, state }, path }) {
    const { body, trouble, again } = useAnswer(`${path}/audience`);
    return (
        <section class="narrow" aria-labelledby="audience">
            <h2 id="audience">{t('shop.audience')}</h2>
            <Trouble error={trouble} />
            {body && <p>{t('shop.audience.count', { count: body.users })}</p>}
            {state !== 'stopped' && (
                <FillIn
                    form={form}
                    verb={t('shop.audience.set')}
                    title={() => t('shop.audience.ask', { template })}
                    will={t('shop.audience.will')}
                    send={async (_, sending, file) => {
                        const { users } = await upload(
                            `${path}/audience`,
                            /** @type {File} */ (file),
                            sending,
                        );
                        return t('shop.audience.did', { template, count: users });
                    }}
                    again={again}
                />
            )}
        </section>
    );
}
