// A campaign: its rules stand, since its rounds are announced by them. It can be stopped, and another begun with
// its rules, changed.
import { insist } from '../../api.mjs';
import { dayAndTime } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { useList, useReport } from '../answers.mjs';
import { Action } from '../asked.jsx';
import { Facts } from '../forms/fill_in.jsx';
import { valuesOf } from '../forms/form.mjs';
import { Heading } from '../heading.jsx';
import { CouponCounts } from '../numbers/coupon_counts.jsx';
import { placeOf } from '../place.mjs';
import { Trouble } from '../../parts/trouble.jsx';
import { campaignForm } from './campaign_form.mjs';
import { CreateCampaign } from './campaigns.jsx';

/** @param {{campaign: any, again: () => void}} props */
function Stop({ campaign: { campaign: id, stopped_at: stoppedAt }, again }) {
    if (stoppedAt !== null)
        return <p class="note narrow">{t('shop.stopped.at', { time: dayAndTime(stoppedAt) })}</p>;
    return (
        <div class="actions">
            <Action
                verb={t('shop.campaign.stop')}
                title={t('shop.campaign.stop.ask', { campaign: id })}
                danger
                act={async (sending) => {
                    await insist(`/v1/campaigns/${encodeURIComponent(id)}/stop`, {
                        method: 'POST',
                        ...sending,
                    });
                    return t('shop.campaign.stop.did', { campaign: id });
                }}
                again={again}
            >
                <p>{t('shop.campaign.stop.will')}</p>
            </Action>
        </div>
    );
}

/** @param {{campaign: any}} props */
function Rules({ campaign }) {
    const form = campaignForm(null);
    const { next } = campaign;
    return (
        <section class="sheet narrow" aria-labelledby="rules">
            <h2 id="rules">{t('shop.rules')}</h2>
            <Facts fields={form.fields} values={valuesOf(form, campaign)} />
            {next && (
                <p>
                    {t('shop.campaign.next')}: <a href={placeOf('rounds', next.round)}>{next.round}</a>{' '}
                    {dayAndTime(next.enter.from)}
                </p>
            )}
        </section>
    );
}

/** @param {{id: string}} props */
function Numbers({ id }) {
    const path = `/v1/campaigns/${encodeURIComponent(id)}/statistics`;
    const { body, trouble } = useReport(path);
    return (
        <section aria-labelledby="numbers">
            <h2 id="numbers">{t('shop.numbers')}</h2>
            <Trouble error={trouble} />
            {body && <CouponCounts templates={body.templates} path={path} file={`${id}.csv`} />}
        </section>
    );
}

/** @param {{id: string, scopes: string[]}} props */
export function Campaign({ id, scopes }) {
    const { body: campaigns, trouble, again } = useList('/v1/campaigns', 'campaigns', undefined, Infinity);
    const campaign = campaigns?.find((one) => one.campaign === id);
    return (
        <>
            <Heading back={{ href: placeOf('campaigns'), name: t('shop.campaigns') }}>{id}</Heading>
            <Trouble error={trouble} />
            {campaigns === null && trouble === null && <p>{t('waiting')}</p>}
            {campaigns !== null && !campaign && <p class="note bad">{t('shop.campaign.unknown')}</p>}
            {campaign && <Rules campaign={campaign} />}
            {campaign && <Stop campaign={campaign} again={again} />}
            {campaign && <Numbers id={id} />}
            {campaign && (
                <details>
                    <summary>{t('shop.campaign.like')}</summary>
                    <p>{t('shop.campaign.like.hint')}</p>
                    <CreateCampaign scopes={scopes} like={campaign} />
                </details>
            )}
        </>
    );
}
