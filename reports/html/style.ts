// How the pages look.

export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --paper: #fff; --card: #f6f7f9; --line: #d9dce1;
  --pass: #18794e; --fail: #c62a2f; --invalid: #946800; --mark: #0b68cb }
@media (prefers-color-scheme: dark) {
  :root { --ink: #edeef0; --soft: #a5abb5; --paper: #111315; --card: #1b1e22; --line: #33383f;
    --pass: #4cc38a; --fail: #ff8589; --invalid: #f1c04b; --mark: #70b8ff }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1 { font-size: 1.4rem; line-height: 1.3; margin: .5rem 0; overflow-wrap: anywhere }
h2 { font-size: 1.05rem; margin: 2.2rem 0 .6rem }
header p, section > p { color: var(--soft); margin: .3rem 0 }
ul { padding-left: 1.2rem; margin: .5rem 0 }
li, dd { overflow-wrap: anywhere }
.verdict { display: inline-block; margin: 0; padding: .1rem .7rem; border: 2px solid; border-radius: 1rem; font-weight: 700;
  text-transform: uppercase; letter-spacing: .05em }
header p.pass, .pass { color: var(--pass) }
header p.fail, .fail { color: var(--fail) }
header p.invalid, .invalid { color: var(--invalid) }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .8rem; margin: 1.5rem 0 }
.cards div { display: flex; flex-direction: column-reverse; justify-content: flex-end; background: var(--card);
  border-radius: .6rem; padding: .8rem 1rem }
.cards dt { color: var(--soft); font-size: .85rem }
.cards dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums }
.scrolled { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .92rem }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; vertical-align: top }
th { font-weight: 500; text-align: left }
thead th { color: var(--soft); text-align: right }
thead th:first-child { text-align: left }
td.text { text-align: left; white-space: normal; min-width: 16rem; overflow-wrap: anywhere }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem }
figure { margin: 0; background: var(--card); border-radius: .6rem; padding: .8rem 1rem }
figcaption { font-size: .92rem; overflow-wrap: anywhere }
figcaption span, .axis { color: var(--soft); font-size: .85rem }
svg { display: block; width: 100%; height: 6rem; margin: .4rem 0 0 }
polyline { fill: none; stroke: var(--mark); stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke }
.floor { stroke: var(--line); vector-effect: non-scaling-stroke }
.axis { display: flex; justify-content: space-between; margin: 0 }
.facts { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .4rem 1.2rem; margin: 0 }
.facts dt { color: var(--soft) }
.facts dd { margin: 0 }
`;
