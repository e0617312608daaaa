// What a place in the console begins with: its name, which gets the focus when one comes there from another place,
// so that screen readers say it.
import { useEffect, useRef } from 'preact/hooks';

let isFirst = true;

/** @param {{children: import('preact').ComponentChildren, back?: {href: string, name: string}}} props */
export function Heading({ children, back }) {
    const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
    useEffect(() => {
        if (!isFirst) heading.current?.focus();
        isFirst = false;
    }, []);
    return (
        <>
            {back && (
                <p class="small">
                    <a href={back.href}>{back.name}</a>
                </p>
            )}
            <h1 ref={heading} tabIndex={-1}>
                {children}
            </h1>
        </>
    );
}
