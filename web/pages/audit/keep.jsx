// A text to keep as a file.
import { useEffect, useState } from 'preact/hooks';

/** @param {{text: string, name: string, type: string, label: string}} props */
export function Keep({ text, name, type, label }) {
    const [address, setAddress] = useState('');
    useEffect(() => {
        const made = URL.createObjectURL(new Blob([text], { type }));
        setAddress(made);
        return () => URL.revokeObjectURL(made);
    }, [text, type]);
    return (
        <a class="button" href={address} download={name}>
            {label}
        </a>
    );
}
