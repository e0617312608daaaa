// A button that opens the browser's file chooser.
import { useRef } from 'preact/hooks';

/**
 * @param {{label: string, describedBy?: string, multiple?: boolean, folder?: boolean,
 *     onFiles: (files: File[]) => void}} props
 */
export function FileButton({ label, describedBy, multiple = false, folder = false, onFiles }) {
    const input = useRef(/** @type {HTMLInputElement | null} */ (null));
    const take = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) => {
        onFiles([...(currentTarget.files ?? [])]);
        // So that the same file, when it was changed, can be chosen again.
        currentTarget.value = '';
    };
    return (
        <>
            <button type="button" aria-describedby={describedBy} onClick={() => input.current?.click()}>
                {label}
            </button>
            <input
                ref={input}
                type="file"
                hidden
                multiple={multiple}
                {...(folder && { webkitdirectory: true })}
                onChange={take}
            />
        </>
    );
}
