// Campaigns: those there are, a new one, and one of them.
import { insist } from '../../api.mjs';
import { dayAndTime } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { useList } from '../answers.mjs';
import { FillIn } from '../forms/fill_in.jsx';
import { Heading } from '../heading.jsx';
import { List } from '../list.jsx';
import { anew, goTo, placeOf } from '../place.mjs';
import { WithTemplates } from '../templates/with_templates.jsx';
import { Campaign } from './campaign.jsx';
import { campaignForm } from './campaign_form.mjs';

/** @param {any} campaign */
const row = ({ campaign, starts_at: startsAt, time_zone: zone, quota, next, stopped_at: stoppedAt }) => (
    <tr key={campaign}>
        <th scope="row">
            <a href={placeOf('campaigns', campaign)}>{campaign}</a>
        </th>
        <td>{`${startsAt} ${zone}`}</td>
        <td>{quota}</td>
        <td>{stoppedAt ? t('shop.stopped') : next ? dayAndTime(next.enter.from) : '—'}</td>
    </tr>
);

function AllCampaigns() {
    const list = useList('/v1/campaigns', 'campaigns');
    return (
        <>
            <Heading>{t('shop.campaigns')}</Heading>
            <p class="actions">
                <a class="button main" href={placeOf('campaigns', anew)}>
                    {t('shop.campaign.create')}
                </a>
            </p>
            <List
                list={list}
                caption={t('shop.campaigns')}
                columns={[
                    t('shop.campaign.id'),
                    t('shop.starts_at'),
                    t('shop.quota'),
                    t('shop.campaign.next'),
                ]}
                none={t('shop.campaigns.none')}
                row={row}
            />
        </>
    );
}

/** @param {any} json @param {import('../forms/upload.mjs').Sending} sending */
async function create(json, sending) {
    const { body } = await insist('/v1/campaigns', { method: 'POST', json, ...sending });
    return t('shop.campaign.created', { campaign: body.campaign });
}

/** @param {{scopes: string[], like?: any}} props `like` is one whose rules are proposed */
export function CreateCampaign({ scopes, like }) {
    return (
        <WithTemplates scopes={scopes}>
            {(templates) => (
                <FillIn
                    form={campaignForm(templates)}
                    known={like}
                    verb={t('shop.campaign.create')}
                    title={({ campaign }) => t('shop.campaign.create.ask', { campaign })}
                    will={t('shop.campaign.create.will')}
                    send={create}
                    onDone={({ campaign }) => goTo(placeOf('campaigns', campaign))}
                />
            )}
        </WithTemplates>
    );
}

/** @param {import('../shop.jsx').SectionProps} props */
export function Campaigns({ what, scopes }) {
    if (what === null) return <AllCampaigns />;
    if (what !== anew) return <Campaign id={what} scopes={scopes} />;
    return (
        <>
            <Heading back={{ href: placeOf('campaigns'), name: t('shop.campaigns') }}>
                {t('shop.campaign.create')}
            </Heading>
            <CreateCampaign scopes={scopes} />
        </>
    );
}
