// Giving a round up before it is drawn.
import { insist } from '../../api.mjs';
import { t } from '../../texts/texts.mjs';
import { FillIn } from '../forms/fill_in.jsx';

/** @type {import('../forms/form.mjs').Form} */
const form = {
    id: 'reason',
    fields: [
        {
            name: 'reason',
            kind: 'text',
            label: 'shop.reason',
            hint: 'shop.void.reason.hint',
            required: true,
            bytes: 200,
        },
    ],
};

/** @param {{round: any, path: string, again: () => void}} props */
export function VoidRound({ round, path, again }) {
    return (
        <FillIn
            form={form}
            summary={t('shop.void')}
            offered={round.state !== 'drawn' && round.state !== 'void'}
            verb={t('shop.void.do')}
            danger
            title={() => t('shop.void.ask', { round: round.round })}
            will={t('shop.void.will')}
            send={async (json, sending) => {
                const { body } = await insist(`${path}/void`, { method: 'POST', json, ...sending });
                return t('shop.void.did', { round: body.round, reason: body.void_reason });
            }}
            again={again}
        />
    );
}
