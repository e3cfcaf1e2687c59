import { sheet } from "./sheet.js";

export const panelSheet = sheet(`
:host {
  --_page: light-dark(#fbf8f3, #161d1d);
  --_tint: light-dark(#f2ebdf, #232f2e);
  --_muted: light-dark(#57605e, #b0bbb8);
  --_edge: light-dark(#857b6c, #84928f);
  --_urgent: light-dark(#9c1710, #ff9d94);
  --_urgent-page: light-dark(#fdeeeb, #3a1715);
  --_today: light-dark(#7a4d00, #f3c26b);
  --_today-page: light-dark(#fff5e0, #33270f);
}
@media (prefers-contrast: more) { :host { --_muted: var(--_ink); --_edge: var(--_ink); } }
textarea { font: inherit; letter-spacing: inherit; word-spacing: inherit; color: inherit; margin: 0; }
button { text-align: inherit; touch-action: manipulation; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.badge {
  position: absolute; inset-block-start: -.5em; inset-inline-end: -.2em; min-width: 1.6em; padding: 0 .35em; border-radius: 1em;
  background: #9c1710; color: #fff; border: 2px solid #fff; font-size: .85em; text-align: center;
}
.panel {
  position: fixed;
  inset-block-end: var(--_gap-block); inset-inline: var(--_start) var(--_end);
  width: min(var(--clinic-chat-width, 25.5em), calc(100vw - 2 * var(--_gap-inline)));
  height: min(var(--clinic-chat-height, 46em), calc(100dvh - 2 * var(--_gap-block)));
  display: flex; flex-direction: column; overflow: hidden; overflow-wrap: anywhere;
  border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page); box-shadow: var(--_shadow);
}
.header { display: flex; align-items: center; gap: .75em; padding: .7em .6em .7em 1.15em; background: var(--_accent); color: var(--_on-accent); }
.header-text { flex: 1; min-width: 0; }
.title { margin: 0; font-size: 1.0625em; font-weight: 650; line-height: 1.3; text-wrap: balance; }
.subtitle { margin: .1em 0 0; font-size: .875em; line-height: 1.35; }
.header :focus-visible { outline-color: currentColor; outline-offset: -4px; }
.close { display: grid; place-items: center; width: 44px; height: 44px; border-radius: 50%; flex: none; }
.close:hover, .send:hover, .thumb:hover { border-color: currentColor; }
.body { position: relative; flex: 1; min-height: 0; display: flex; flex-direction: column; }
.log {
  flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1em 1.1em 1.25em;
  display: flex; flex-direction: column; gap: 1em; scrollbar-width: thin; scrollbar-color: var(--_edge) transparent;
}
.log > * { flex: none; }
.log:focus-visible { outline-offset: -4px; }
.jump {
  position: absolute; inset-block-end: .6em; inset-inline: 0; margin-inline: auto; width: fit-content; display: flex; align-items: center; gap: .4em;
  min-height: 44px; padding: .3em 1em; border-radius: 2em; background: var(--_surface); color: var(--_accent-text);
  border: 1px solid var(--_edge); font-weight: 600; box-shadow: var(--_shadow);
}
.composer { padding: .7em .8em .2em; background: var(--_surface); border-block-start: 1px solid var(--_line); }
.field { display: flex; align-items: flex-end; gap: .5em; }
.input {
  flex: 1; min-width: 0; min-height: 46px; max-height: 9em; resize: none; padding: .67em 1.05em; font-size: max(16px, 1em); line-height: 1.4;
  border: 1px solid var(--_edge); border-radius: 1.4em; background: var(--_page); color: var(--_ink);
}
.input:focus-visible { outline-width: 2px; outline-offset: -1px; border-color: var(--_accent-text); }
.input::placeholder { color: var(--_muted); opacity: 1; }
.input[aria-invalid="true"] { border-color: var(--_urgent); border-width: 2px; }
.send { display: grid; place-items: center; width: 46px; height: 46px; border-radius: 50%; flex: none; background: var(--_accent); color: var(--_on-accent); }
.count { margin: .3em .9em 0; font-size: .875em; color: var(--_muted); }
.count.over { color: var(--_urgent); font-weight: 600; }
.footer { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; padding: .1em .6em .35em; font-size: .875em; line-height: 1.35; background: var(--_surface); }
.footer-item { display: inline-flex; align-items: center; gap: .35em; min-height: 36px; padding: .2em .25em; color: var(--_muted); text-decoration: none; border-radius: .4em; }
.footer-item svg { width: 1.15em; height: 1.15em; }
a.footer-item { color: var(--_accent-text); font-weight: 600; }
.footer-item:hover { text-decoration: underline; }
.confirm { display: flex; flex-wrap: wrap; align-items: center; gap: .5em .6em; width: 100%; padding-block: .35em .5em; }
.confirm-question { flex: 1 1 100%; margin: 0; }
@media (max-width: 479.98px), (max-height: 419.98px) {
  .panel {
    inset: var(--_view-top, 0px) 0 auto; width: 100vw; height: var(--_view-height, 100dvh); max-width: none;
    border: 0; border-radius: 0; padding: env(safe-area-inset-top, 0px) env(safe-area-inset-right, 0px) env(safe-area-inset-bottom, 0px) env(safe-area-inset-left, 0px);
  }
}
@media (max-height: 419.98px) {
  .header { padding-block: 0; }
  .title { font-size: 1em; }
  .subtitle { position: absolute; clip-path: inset(50%); }
  .composer { padding-block-start: .3em; }
  .footer-item { min-height: 28px; }
}
@media (max-width: 359.98px) { .footer { padding-inline: .3em; font-size: .8125em; } .footer svg { display: none; } }
@media (max-height: 300px) {
  .panel { overflow-y: auto; }
  .body { flex: 1 0 7em; }
}
@media (prefers-reduced-motion: no-preference) {
  .panel { animation: rise .18s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(.6em); } }
}
`);
