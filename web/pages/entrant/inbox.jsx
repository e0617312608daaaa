// What one is told: outcomes, reminders, messages of the shop.
import { insist } from '../api.mjs';
import { useBusy, useSeen } from '../parts/use.mjs';
import { usePages } from '../parts/use_pages.mjs';
import { dayAndTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { useNews } from './news.mjs';

/**
 * @typedef {object} Notice what GET /v1/me/inbox says of one
 * @property {number} notice
 * @property {'message' | 'round_drawn' | 'round_void' | 'coupons_expiring'} kind
 * @property {string | null} title
 * @property {string | null} body
 * @property {string | null} round
 * @property {'won' | 'lost' | 'void' | null} outcome
 * @property {string | null} template
 * @property {string | null} template_title
 * @property {string} created_at
 * @property {string | null} read_at
 */

/** @param {Notice} notice */
function subject({ kind, title, outcome, template, template_title: coupon }) {
    if (kind === 'message') return title ?? '';
    if (kind === 'coupons_expiring') return t('notice.expiring', { coupon: coupon ?? template ?? '' });
    return t(`notice.${outcome ?? 'void'}`);
}

/** @param {{notice: Notice, onRead: () => void}} props */
function Row({ notice, onRead }) {
    const isNew = notice.read_at === null;
    return (
        <li class={isNew ? 'new' : undefined}>
            <strong>
                {isNew && <span class="dot">{t('notice.new')}</span>} {subject(notice)}
            </strong>
            {notice.body !== null && <p>{notice.body}</p>}
            <p class="soft small">
                {dayAndTime(notice.created_at)}
                {notice.round !== null && (
                    <>
                        {' · '}
                        <a href={`#round=${notice.round}`}>{notice.round}</a>
                    </>
                )}
            </p>
            {isNew && (
                <button type="button" class="plain" onClick={onRead}>
                    {t('notice.read')}
                    <span class="unseen">: {subject(notice)}</span>
                </button>
            )}
        </li>
    );
}

export function Inbox() {
    const [element, seen] = useSeen();
    /** @type {{items: Notice[] | null, more: (() => void) | null, again: () => void}} */
    const { items, more, again } = usePages(seen ? '/v1/me/inbox?limit=5' : null, 'notices', [useNews()]);
    const [, run] = useBusy();
    const read = (/** @type {string} */ which) =>
        run(async () => {
            await insist(`/v1/me/inbox/${which}`, { method: 'POST' });
            again();
        });
    return (
        <section aria-labelledby="inbox" ref={element}>
            <h2 id="inbox">{t('inbox.title')}</h2>
            {items === null && <p>{t('waiting')}</p>}
            {items?.length === 0 && <p class="soft">{t('inbox.none')}</p>}
            <ul class="rows">
                {items?.map((notice) => (
                    <Row key={notice.notice} notice={notice} onRead={() => read(`${notice.notice}/read`)} />
                ))}
            </ul>
            <div class="actions">
                {more !== null && (
                    <button type="button" onClick={more}>
                        {t('list.more')}
                    </button>
                )}
                {items?.some(({ read_at: at }) => at === null) && (
                    <button type="button" onClick={() => read('read')}>
                        {t('inbox.read-all')}
                    </button>
                )}
            </div>
        </section>
    );
}
