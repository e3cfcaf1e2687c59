import { sheet } from "./sheet.js";

export const controlsSheet = sheet(`
.link-button, .reply, .retry, .confirm-yes, .confirm-no {
  display: inline-flex; align-items: center; justify-content: flex-start; gap: .55em; min-height: 44px; min-width: 44px; padding: .45em 1em;
  border: 1.5px solid var(--_accent-text); border-radius: 1.4em; background: var(--_surface); color: var(--_accent-text);
  font-size: 1em; font-weight: 600; line-height: 1.3; text-decoration: none; cursor: pointer;
}
.link-button { flex: 1 1 auto; border-radius: .7em; }
.link-button.kind-booking, .confirm-yes { background: var(--_accent); color: var(--_on-accent); border-color: var(--_accent); }
.urgent .link-button.kind-emergency { background: light-dark(#9c1710, #b3231b); border-color: light-dark(#9c1710, #ff9d94); color: #fff; font-size: 1.0625em; }
:is(.link-button, .reply, .retry, .confirm-yes, .confirm-no):hover { box-shadow: inset 0 0 0 1px currentColor; }
.replies { display: flex; flex-wrap: wrap; gap: .5em; max-width: 100%; }
.replies-title { flex-basis: 100%; margin: .15em .3em 0; font-size: .875em; color: var(--_muted); }
.reply { max-width: 100%; font-weight: 500; }
.reply[aria-disabled="true"] { cursor: default; color: var(--_muted); border-color: var(--_line); box-shadow: none; background: none; }
.reply.chosen { color: var(--_ink); border-color: var(--_accent-text); background: var(--_surface); font-weight: 600; }
.feedback { display: inline-flex; align-items: center; gap: .15em; }
.thumb { display: grid; place-items: center; width: max(32px, 2em); height: max(32px, 2em); border-radius: 50%; color: var(--_muted); }
.thumb svg { width: 1.35em; height: 1.35em; }
.thumb + .thumb svg { scale: 1 -1; }
.thumb[aria-pressed="true"] { color: var(--_accent-text); border-color: var(--_accent-text); background: var(--_surface); }
.thumb[aria-pressed="true"] svg { stroke-width: 2.5; }
.reasons { display: flex; flex-wrap: wrap; gap: .4em; align-items: center; width: 100%; padding-inline: .3em; font-size: .875em; }
.reasons-title { flex-basis: 100%; margin: 0; color: var(--_muted); }
.reason { min-height: 32px; padding: .2em .8em; border: 1px solid var(--_edge); border-radius: 1em; background: var(--_surface); }
.reason[aria-pressed="true"] { border-color: var(--_accent-text); color: var(--_accent-text); font-weight: 600; }
@media (forced-colors: active) {
  button, .link-button { border-color: ButtonBorder; }
  a.link-button { border-color: LinkText; }
  [aria-pressed="true"], .chosen { outline: 2px solid Highlight; }
}
`);
