"""The looks of the page: the website's colours, light and dark, on paper too."""

STYLE = """
:root { color-scheme: light dark;
  --page: #fbf7f0; --card: #fffdf9; --ink: #22302f; --soft: #55605d; --line: #e6ddcd;
  --teal: #0f5e5c; --pale: #cfdedb; --alert: #b4491f; --sand: #f4ead9;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif }
@media (prefers-color-scheme: dark) { :root {
  --page: #141a1a; --card: #1d2525; --ink: #ecefec; --soft: #b3bdb9; --line: #354040;
  --teal: #86d4cb; --pale: #3a4a49; --alert: #f0a37c; --sand: #1b2323 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif }
header, main, footer { width: min(60rem, 100% - 2.5rem); margin-inline: auto }
header { padding-block: 2.5rem 1rem }
h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance }
h1 { font-size: clamp(1.9rem, 1.4rem + 2vw, 2.75rem); margin: 0 0 .5rem }
h2 { font-size: 1.6rem; margin: 3rem 0 .5rem }
h3 { font-size: 1.0625rem; line-height: 1.4; margin: 0 }
h3, li { overflow-wrap: anywhere }
p { margin: 0 0 .75rem; max-width: 44rem; text-wrap: pretty }
.soft, figcaption, caption, .note { color: var(--soft) }
.note { background: var(--sand); border-radius: .6rem; padding: .8rem 1rem; max-width: none }
dl.key { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem;
  margin: 1.5rem 0 0 }
dl.key > div { background: var(--card); border: 1px solid var(--line); border-radius: .8rem;
  padding: .9rem 1.1rem }
dt { color: var(--soft); font-size: .9375rem }
dl.key dd { margin: .15rem 0 0; font: 600 1.75rem/1.2 var(--serif) }
dl.key dd small { font: .9375rem/1.4 system-ui, sans-serif; color: var(--soft); display: block }
ol.groups { list-style: none; margin: 1rem 0 0; padding: 0 }
ol.groups > li { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: .25rem 1.25rem;
  padding: 1.1rem 0; border-top: 1px solid var(--line) }
.asked { font: 600 1.75rem/1.2 var(--serif); color: var(--teal); text-align: right }
.asked small { display: block; font: .875rem/1.4 system-ui, sans-serif; color: var(--soft) }
ol.groups ul { margin: .4rem 0; padding-left: 1.1rem; color: var(--soft) }
.near { margin: .4rem 0 0; font-size: .9375rem }
ol.groups ul.near { list-style: none; margin: .1rem 0 0; padding: 0; color: inherit }
.alike { font-variant-numeric: tabular-nums; color: var(--soft); margin-right: .5em }
.command { white-space: nowrap }
code { font: .9375em/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; background: var(--sand);
  padding: .1em .35em; border-radius: .3em; overflow-wrap: anywhere }
figure { margin: 1rem 0 0; background: var(--card); border: 1px solid var(--line); border-radius: .8rem;
  padding: 1.1rem }
svg { display: block; width: 100%; height: auto }
.grid { stroke: var(--line); stroke-width: 1 }
.tick { fill: var(--soft); font: 12px system-ui, sans-serif }
.all { fill: var(--pale) } .part { fill: var(--teal) }
figcaption { margin-top: .75rem; font-size: .9375rem }
.swatch { display: inline-block; width: .8em; height: .8em; border-radius: .2em; margin-right: .35em }
.swatch.all { background: var(--pale) } .swatch.part { background: var(--teal) }
details { margin-top: .6rem } summary { cursor: pointer; color: var(--teal); width: fit-content }
summary:focus-visible { outline: 3px solid var(--teal); outline-offset: 3px; border-radius: .3rem }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 0; font-size: .9375rem }
caption { text-align: left; padding-bottom: .35rem }
th, td { text-align: right; padding: .45rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top;
  font-variant-numeric: tabular-nums }
th:first-child, td.text, th.text { text-align: left } tbody th { font-weight: 400 }
footer { padding-block: 3rem 4rem; font-size: .9375rem; color: var(--soft) }
@media (max-width: 34rem) { header, main, footer { width: calc(100% - 1.5rem) } figure { padding: .75rem }
  th, td { padding: .35rem .25rem } th { overflow-wrap: anywhere }
  ol.groups > li { grid-template-columns: minmax(0, 1fr) } .asked { text-align: left } }
@media print { body { background: #fff } figure, ol.groups > li { break-inside: avoid } }
"""
