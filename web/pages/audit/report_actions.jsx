// What to do with a report: audit once more, and keep what was found.
import { isRunning } from '../auditing/use_audit.mjs';
import { t } from '../texts/texts.mjs';
import { Keep } from './keep.jsx';

/** @param {{audit: import('../auditing/use_audit.mjs').Audit, name: string, onAgain: () => void}} props */
export function ReportActions({ audit, name, onAgain }) {
    const running = isRunning(audit);
    return (
        <div class="actions">
            <button
                type="button"
                aria-disabled={running ? 'true' : undefined}
                onClick={() => running || onAgain()}
            >
                {t('audit.again')}
            </button>
            {audit.finding && (
                <Keep
                    text={audit.finding.json}
                    name={name}
                    type="application/json"
                    label={t('audit.keep-report')}
                />
            )}
        </div>
    );
}
