// What one is told: outcomes, reminders, messages of the shop.
import { useRef } from 'preact/hooks';
import { Problem, insist } from '../api.mjs';
import { serverNow } from '../clock.mjs';
import { useBusy, useSeen } from '../parts/use.mjs';
import { usePages } from '../parts/use_pages.mjs';
import { bearing, endSession, token } from '../session.mjs';
import { dayAndTime } from '../texts/formats.mjs';
import { t } from '../texts/texts.mjs';
import { ListState, More } from './list.jsx';
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

/** @param {{notice: Notice, onRead: (event: Event) => void}} props */
function Row({ notice, onRead }) {
    const isNew = notice.read_at === null;
    return (
        <li class={isNew ? 'new' : undefined} tabIndex={-1}>
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

/** Marks one as read, or all. @param {string} path */
async function markRead(path) {
    const sent = token();
    try {
        await insist(path, { method: 'POST', headers: bearing(sent) });
        return true;
    } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        endSession(sent);
        return false;
    }
}

export function Inbox() {
    const [element, seen] = useSeen();
    const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
    const rows = useRef(/** @type {HTMLUListElement | null} */ (null));
    /** @type {import('../parts/use_pages.mjs').Pages<Notice>} */
    const pages = usePages(seen ? '/v1/me/inbox?limit=5' : null, 'notices', [useNews()]);
    const [, run] = useBusy();
    /** @param {Event} event @param {Notice} [one] all unless told */
    const read = ({ currentTarget }, one) =>
        run(async () => {
            if (!(await markRead(`/v1/me/inbox/${one ? `${one.notice}/` : ''}read`))) return;
            const at = new Date(serverNow()).toISOString();
            pages.change((notice) =>
                one && one.notice !== notice.notice ? notice : { ...notice, read_at: notice.read_at ?? at },
            );
            // The button that was pressed goes.
            const button = /** @type {HTMLElement} */ (currentTarget);
            if (document.activeElement === button) (button.closest('li') ?? heading.current)?.focus();
        });
    return (
        <section aria-labelledby="inbox" ref={element}>
            <h2 id="inbox" tabIndex={-1} ref={heading}>
                {t('inbox.title')}
            </h2>
            <ListState pages={pages} none="inbox.none" />
            <ul class="rows" ref={rows}>
                {pages.items?.map((notice) => (
                    <Row key={notice.notice} notice={notice} onRead={(event) => read(event, notice)} />
                ))}
            </ul>
            <div class="actions">
                <More pages={pages} rows={rows} />
                {pages.items?.some(({ read_at: at }) => at === null) && (
                    <button type="button" onClick={(event) => read(event)}>
                        {t('inbox.read-all')}
                    </button>
                )}
            </div>
        </section>
    );
}
