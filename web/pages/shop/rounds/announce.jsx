// A new round.
import { insist } from '../../api.mjs';
import { t } from '../../texts/texts.mjs';
import { FillIn } from '../forms/fill_in.jsx';
import { Heading } from '../heading.jsx';
import { goTo, placeOf } from '../place.mjs';
import { WithTemplates } from '../templates/with_templates.jsx';
import { roundForm } from './round_form.mjs';

/** @param {any} json @param {import('../forms/upload.mjs').Sending} sending */
async function announce(json, sending) {
    const { body } = await insist('/v1/rounds', { method: 'POST', json, ...sending });
    return t('shop.round.announced', { round: body.round });
}

/** @param {{scopes: string[]}} props */
export function Announce({ scopes }) {
    return (
        <>
            <Heading back={{ href: placeOf('rounds'), name: t('shop.rounds') }}>
                {t('shop.round.announce')}
            </Heading>
            <WithTemplates scopes={scopes}>
                {(templates) => (
                    <FillIn
                        form={roundForm(templates)}
                        verb={t('shop.round.announce')}
                        title={({ round }) => t('shop.round.announce.ask', { round })}
                        will={t('shop.round.announce.will')}
                        send={announce}
                        onDone={({ round }) => goTo(placeOf('rounds', round))}
                    />
                )}
            </WithTemplates>
        </>
    );
}
