// What build.mjs makes of an import that ends with ?worker: the address of a module for `new Worker`.
declare module '*?worker' {
    const address: string;
    export default address;
}
declare module '*.css';
