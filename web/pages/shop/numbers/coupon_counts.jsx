// What became of coupons, template by template: as plots, as a table, as CSV.
import { money, number } from '../../texts/formats.mjs';
import { t } from '../../texts/texts.mjs';
import { Download } from '../download.jsx';
import { Bars } from './bars.jsx';
import { outcomes, pictured, ways } from './counts.mjs';

const nameOf = (/** @type {any} */ { template }) => template ?? t('shop.no-template');

/** @param {{templates: any[], label: import('../../texts/texts.mjs').Key, counts: typeof outcomes}} props */
function Picture({ templates, label, counts }) {
    const { own, others } = pictured(templates);
    const together = others.length > 0 ? [t('shop.others', { count: others.length })] : [];
    /** @param {(counts: any) => number} of */
    const valuesOf = (of) => {
        const rest = others.reduce((sum, counts) => sum + of(counts), 0);
        return [...own.map(of), ...together.map(() => rest)];
    };
    return (
        <Bars
            caption={t(label)}
            label={t('shop.table-below', { title: t(label) })}
            groups={[...own.map(nameOf), ...together]}
            counts={counts.map(({ label, of }) => ({ name: t(label), values: valuesOf(of) }))}
        />
    );
}

/** @param {{templates: any[]}} props */
function Table({ templates }) {
    const columns = [...outcomes, ...ways];
    return (
        <div class="scroll" role="region" aria-label={t('shop.counts')} tabIndex={0}>
            <table>
                <caption class="unseen">{t('shop.counts')}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t('shop.template')}</th>
                        {columns.map(({ label }) => (
                            <th scope="col" class="number">
                                {t(label)}
                            </th>
                        ))}
                        <th scope="col" class="number">
                            {t('shop.taken-off')}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {templates.map((counts) => (
                        <tr key={counts.template}>
                            <th scope="row">{nameOf(counts)}</th>
                            {columns.map(({ of }) => (
                                <td class="number">{number(of(counts))}</td>
                            ))}
                            <td class="number">
                                {counts.currency ? money(counts.amounts.used, counts.currency) : '—'}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** @param {{templates: any[], path: string, file: string}} props `path` gives the same as CSV, saved as `file` */
export function CouponCounts({ templates, path, file }) {
    if (templates.length === 0) return <p>{t('shop.numbers.none')}</p>;
    return (
        <>
            <div class="pictures">
                <Picture templates={templates} label="shop.outcomes" counts={outcomes} />
                <Picture templates={templates} label="shop.ways" counts={ways} />
            </div>
            <Table templates={templates} />
            <p class="actions">
                <Download path={path} file={file}>
                    {t('shop.csv')}
                </Download>
            </p>
        </>
    );
}
