// That the server refused something, with its own words, which are English.
import { t } from '../texts/texts.mjs';

const place = '\u0000';

/** @param {{detail: string}} props */
export function Refused({ detail }) {
    const [before, after] = t('trouble.refused', { detail: place }).split(place);
    return (
        <>
            {before}
            <span lang="en">{detail}</span>
            {after}
        </>
    );
}
