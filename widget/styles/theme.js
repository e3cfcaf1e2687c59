import { sheet } from "./sheet.js";

/*
 * `all: initial !important` outranks even the page's `* { … !important }`; `medium` is the visitor's own font size.
 * `y` is WCAG's relative luminance: below 0.179 white is readable on a colour, above it black; at most 0.12 (in the
 * dark: a lightness of 0.8) keeps the accent readable as text.
 */
export const theme = sheet(`
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: 0 auto auto 0 !important;
  width: 0 !important;
  height: 0 !important;
  z-index: var(--clinic-chat-z-index, 1000) !important;
  color-scheme: light dark !important;
  font-family: var(--clinic-chat-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif) !important;
  font-size: medium !important;
  line-height: 1.5 !important;
  color: var(--_ink) !important;
  -webkit-text-size-adjust: 100% !important;
  --_accent: var(--clinic-chat-accent, #0f5e5c);
  --_on-accent: #fff;
  --_accent-text: light-dark(#0f5e5c, #7fd1c7);
  --_surface: light-dark(#fff, #212a2a);
  --_ink: light-dark(#1e2a2a, #edf1ef);
  --_line: light-dark(#e4ddd1, #3a4544);
  --_radius: var(--clinic-chat-radius, 1.125em);
  --_gap-block: var(--clinic-chat-offset-block, 1.25em);
  --_gap-inline: var(--clinic-chat-offset-inline, 1.25em);
  --_shadow: 0 .06em .2em rgb(30 42 42 / .12), 0 .9em 2.4em rgb(30 42 42 / .18);
}
@supports (color: color(from red xyz-d65 x y z)) {
  :host {
    --_on-accent: color(from var(--_accent) xyz-d65
      clamp(0, (.179 - y) * 10000, .9505) clamp(0, (.179 - y) * 10000, 1) clamp(0, (.179 - y) * 10000, 1.089));
    --_accent-text: light-dark(
      color(from var(--_accent) xyz-d65
        calc(x * min(1, .12 / max(y, .0001))) calc(y * min(1, .12 / max(y, .0001))) calc(z * min(1, .12 / max(y, .0001)))),
      oklch(from var(--_accent) max(l, .8) min(c, .1) h));
  }
}
:host([theme="light"]) { color-scheme: light !important; }
:host([theme="dark"]) { color-scheme: dark !important; }
:host([hidden]) { display: none !important; }
@media (prefers-contrast: more) { :host { --_line: var(--_ink); } }
@media print { :host { display: none !important; } }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button { font: inherit; letter-spacing: inherit; word-spacing: inherit; color: inherit; margin: 0; cursor: pointer; background: none; border: 1px solid transparent; padding: 0; }
svg { width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
:focus { outline: none; }
:focus-visible { outline: 3px solid var(--_accent-text); outline-offset: 2px; }
.root { --_start: auto; --_end: var(--_gap-inline); }
:host([position="start"]) .root, .aside { --_start: var(--_gap-inline); --_end: auto; }
:host([position="start"]) .aside { --_start: auto; --_end: var(--_gap-inline); }
`);
