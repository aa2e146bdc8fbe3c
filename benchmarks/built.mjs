// Packages of the workspace as the build leaves them, and as they import each other: scripts here stand in none of them.
const built = (name) => import(new URL(`../packages/${name}/dist/bundled/index.js`, import.meta.url));

/** Their exports, in this order. */
export const packages = (...names) => Promise.all(names.map(built));
