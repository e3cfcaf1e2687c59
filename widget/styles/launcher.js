import { sheet } from "./sheet.js";

export const launcherSheet = sheet(`
.launcher {
  position: fixed;
  inset-block-end: calc(var(--_gap-block) + env(safe-area-inset-bottom, 0px)); inset-inline: var(--_start) var(--_end);
  display: inline-flex; align-items: center; gap: .6em; min-height: 3.25em; min-width: 44px; padding: .6em 1.4em .6em 1.15em;
  max-width: calc(100vw - 2 * var(--_gap-inline));
  border: 2px solid light-dark(#fff, #161d1d); border-radius: 2em;
  background: var(--_accent); color: var(--_on-accent); font-weight: 600; box-shadow: var(--_shadow);
}
.launcher:hover .launcher-text { text-decoration: underline; }
.launcher:focus-visible { outline-offset: 3px; }
.open .launcher { display: none; }
.trouble, .hint {
  position: fixed; inset-block-end: calc(var(--_gap-block) + 4.25em); inset-inline: var(--_start) var(--_end);
  margin: 0; max-width: min(20em, calc(100vw - 2 * var(--_gap-inline))); padding: .8em 1em; border: 1px solid var(--_line);
  border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow);
}
.trouble-link { color: var(--_accent-text); font-weight: 600; white-space: nowrap; }
`);
