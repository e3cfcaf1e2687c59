import { sheet } from "./sheet.js";

export const messagesSheet = sheet(`
.messages { display: flex; flex-direction: column; gap: 1.1em; }
.messages:empty { display: none; }
.message { display: flex; flex-direction: column; align-items: flex-start; gap: .5em; }
.bubble {
  max-width: 92%; padding: .7em 1em; border: 1px solid var(--_line); border-radius: 1.1em; border-end-start-radius: .3em; background: var(--_surface);
}
.question { align-items: flex-end; gap: .25em; }
.question .bubble {
  max-width: 85%; border-color: transparent; border-radius: 1.1em; border-end-end-radius: .3em;
  background: var(--_accent); color: var(--_on-accent); white-space: pre-wrap;
}
.question.unsent .bubble { background: var(--_surface); color: var(--_ink); border: 2px dashed var(--_urgent); }
.meta { display: flex; align-items: center; flex-wrap: wrap; gap: .1em .6em; padding-inline: .3em; font-size: .8125em; color: var(--_muted); min-height: 1.5em; }
.mark { color: var(--_urgent); font-weight: 600; }
:is(.text, .notice-text, .bubble, .notice, .help) > * { margin: 0; }
:is(.text, .notice-text, .bubble, .notice, .help) > * + * { margin-block-start: .6em; }
.bubble ul, .bubble ol, .notice ul { padding-inline-start: 1.25em; }
.bubble li + li { margin-block-start: .25em; }
.bubble li::marker { color: var(--_accent-text); }
.bubble a:not(.link-button), .notice a { color: var(--_accent-text); text-underline-offset: .15em; font-weight: 500; }
code { font: .92em ui-monospace, Menlo, Consolas, monospace; }
.notice { padding: .8em 1em; border-radius: .6em; border: 1px solid transparent; border-inline-start: 4px solid var(--_accent-text); background: var(--_tint); font-size: .875em; line-height: 1.45; }
.card-title { display: flex; align-items: center; gap: .45em; font-size: 1em; font-weight: 650; line-height: 1.35; margin: 0; }
.urgent .bubble, .today .bubble { max-width: 100%; width: 100%; border-radius: .35em; border-width: 2px; border-inline-start-width: .5em; padding: .95em 1.05em; }
.urgent .bubble { background: var(--_urgent-page); border-color: var(--_urgent); }
.today .bubble { background: var(--_today-page); border-color: var(--_today); }
.urgent .card-title { color: var(--_urgent); font-size: 1.125em; }
.today .card-title { color: var(--_today); }
.urgent .card-title svg { width: 1.4em; height: 1.4em; }
.links { display: flex; flex-wrap: wrap; gap: .5em; width: 100%; }
.help { padding: .95em 1.1em; border: 2px solid var(--_edge); border-radius: .6em; background: var(--_surface); }
.small { color: var(--_muted); }
.note { margin: 0; text-align: center; color: var(--_muted); font-size: .9375em; }
.typing { display: flex; gap: .35em; width: fit-content; padding: .85em 1em; border: 1px solid var(--_line); border-radius: 1.1em; border-end-start-radius: .3em; background: var(--_surface); }
.dot { width: .45em; height: .45em; border-radius: 50%; background: var(--_muted); forced-color-adjust: none; }
@media (forced-colors: active) { .dot { background: CanvasText; } }
@media (prefers-reduced-motion: no-preference) {
  .message.fresh { animation: appear .2s ease-out; }
  .dot { animation: breathe 1.4s ease-in-out infinite; }
  .dot:nth-child(2) { animation-delay: .2s; }
  .dot:nth-child(3) { animation-delay: .4s; }
  @keyframes appear { from { opacity: 0; transform: translateY(.4em); } }
  @keyframes breathe { 50% { opacity: .35; } }
}
`);
