/** How a report looks, on a screen and on paper. */
export const STYLE = `
:root { color-scheme: light; --ink: #111827; --quiet: #6b7280; --line: #e5e7eb; --paper: #fff; --back: #f4f6fa; --accent: #2f5bea }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 48px }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 8px 24px; padding-bottom: 20px; border-bottom: 3px solid var(--accent); margin-bottom: 24px }
h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -.01em }
header p { margin: 0; font-size: 16px } header span { color: var(--quiet); font-size: 13px; margin-left: 6px }
h2 { margin: 0 0 16px; font-size: 18px } h3 { margin: 0; font-size: 13px; font-weight: 600; color: var(--quiet) }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 20px 24px; margin-bottom: 20px }
.tiles { display: flex; flex-wrap: wrap; padding: 0; overflow: hidden }
.tile { flex: 1 1 190px; padding: 16px 20px; box-shadow: 1px 1px 0 0 var(--line) } .tile p { margin: 4px 0 2px; font-size: 22px; font-weight: 650; letter-spacing: -.01em; font-variant-numeric: tabular-nums }
small { font-size: 12px; color: var(--quiet) } small.good { color: #0a7d55 } small.bad { color: #c2333a } small i { font-style: normal; color: var(--quiet) }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 24px }
ul { display: flex; flex-wrap: wrap; gap: 4px 24px; list-style: none; margin: 0 0 16px; padding: 0; font-size: 13px; color: var(--quiet) } li i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 8px }
figure { margin: 0 } figcaption { font-weight: 600; margin-bottom: 6px } svg { width: 100%; height: auto; display: block }
.table { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { padding: 8px 10px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; font-weight: 400 }
th:first-child, tbody th { text-align: left } thead th { color: var(--quiet); font-size: 13px; font-weight: 600 } tbody th { font-weight: 600; white-space: normal; min-width: 120px } table { font-size: 14px }
tbody th, thead th.name { text-align: left } .dense { font-size: 13px } td small { display: block } .total td, .total th { font-weight: 650; border-top: 2px solid var(--line) }
.none { color: var(--quiet); margin: 0 } footer { color: var(--quiet); font-size: 13px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 12px 0 0 } dt { font-weight: 600 } dd { margin: 0 }
@media print { body { background: #fff } main { max-width: none; padding: 0 } section { break-inside: avoid } }
`
