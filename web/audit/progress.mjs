// How far an audit is, for whoever waits for it.

/** @typedef {(at: {step: string, done: number, of: number}) => void} Progress */

/** @type {Progress} */
export const noProgress = () => {};
