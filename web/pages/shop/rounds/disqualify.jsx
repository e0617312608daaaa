// Keeping a user out of a draw, or no longer: until the round begins to close.
import { insist } from '../../api.mjs';
import { t } from '../../texts/texts.mjs';
import { FillIn } from '../forms/fill_in.jsx';
import { namedBy } from '../forms/named.mjs';

const whileOpen = ['announced', 'reserving', 'reserved', 'entering'];

const isOut = (/** @type {import('../forms/kinds.mjs').Values} */ { decision }) => decision === 'out';

/** @type {import('../forms/form.mjs').Form} */
const form = {
    id: 'user',
    fields: [
        {
            name: 'user',
            kind: 'text',
            label: 'shop.user',
            hint: 'shop.user.hint',
            required: true,
            bytes: 255,
        },
        {
            name: 'decision',
            kind: 'choice',
            label: 'shop.decision',
            choices: ['out', 'in'],
            name_of: namedBy('shop.decision'),
            initial: 'out',
        },
        {
            name: 'reason',
            kind: 'text',
            label: 'shop.reason',
            hint: 'shop.disqualify.reason.hint',
            required: true,
            pattern: /^[a-z_]{1,64}$/,
            otherwise: 'shop.wrong.reason',
            shown: isOut,
        },
    ],
};

/** @param {{round: any, path: string, again: () => void}} props */
export function Disqualify({ round, path, again }) {
    /** @param {any} json @param {import('../forms/upload.mjs').Sending} sending */
    const send = async ({ user, decision, reason }, sending) => {
        const at = `${path}/disqualifications/${encodeURIComponent(user)}`;
        if (decision === 'out') {
            await insist(at, { method: 'PUT', json: { reason }, ...sending });
            return t('shop.disqualify.did', { user, reason });
        }
        const { body } = await insist(at, { method: 'DELETE', ...sending });
        return t(body.was_disqualified ? 'shop.requalify.did' : 'shop.requalify.is', { user });
    };
    return (
        <FillIn
            form={form}
            summary={t('shop.disqualify')}
            offered={round.kind === 'draw' && whileOpen.includes(round.state)}
            verb={t('shop.disqualify.do')}
            title={({ user }) => t('shop.disqualify.ask', { user })}
            will={t('shop.disqualify.will')}
            send={send}
            again={again}
        />
    );
}
