import type { TableSummary } from "./display.js";

/** Colours and fonts are JupyterLab's where it is there, else such as read on light and on dark pages. */
const style = `
.ewald-table { --line: var(--jp-border-color2, rgba(128, 128, 128, .35)); --soft: var(--jp-ui-font-color2, inherit);
  --tint: var(--jp-layout-color2, rgba(128, 128, 128, .12)); color: var(--jp-ui-font-color1, inherit);
  font: 12px/1.45 var(--jp-ui-font-family, system-ui, sans-serif); max-width: 100%; }
.ewald-table p { margin: 0 0 4px; }
.ewald-table .title { font-size: 14px; }
.ewald-table .soft { color: var(--soft); opacity: .85; }
.ewald-table .flag { display: inline-block; margin: 0 4px 3px 0; padding: 0 7px; border-radius: 9px;
  background: var(--tint); white-space: nowrap; }
.ewald-table .scroll { overflow: auto; max-height: 600px; margin: 6px 0 10px; border: 1px solid var(--line);
  border-radius: 4px; width: fit-content; max-width: 100%; }
.ewald-table table { border-collapse: separate; border-spacing: 0; margin: 0; font-size: 12px; table-layout: auto; width: auto; }
.ewald-table th, .ewald-table td { padding: 1px 10px; border: 0; white-space: nowrap; text-align: right;
  vertical-align: baseline; background: none; }
.ewald-table tbody tr:nth-child(n) { background: none; }
.ewald-table tbody tr + tr > * { border-top: 1px solid var(--line); }
.ewald-table tbody tr:hover > * { background: var(--tint); }
.ewald-table thead th { position: sticky; top: 0; z-index: 1; font-weight: 600;
  color: var(--jp-ui-font-color1, CanvasText); background: var(--jp-layout-color1, Canvas); box-shadow: inset 0 -1px var(--line), inset 0 99px var(--tint); }
.ewald-table .left { text-align: left; }
.ewald-table tbody th { font-weight: 600; }
.ewald-table td.number { font: 11.5px/1.45 var(--jp-code-font-family, ui-monospace, monospace);
  font-variant-numeric: tabular-nums; }
.ewald-table .part { display: inline-block; min-width: 8ch; margin-left: 1ch; }
.ewald-table .whole .part { min-width: 5ch; }
.ewald-table .part:first-child { margin-left: 0; }
`;

/** The summary as HTML that needs no script and no other file; every text from the table is escaped. */
export function tableHtml(summary: TableSummary): string {
  const { nrows, columns, head } = summary;
  const title = `<p class="title"><b>ReflectionTable</b> <span class="soft">${grouped(nrows)} reflection${nrows === 1 ? "" : "s"} · ${columns.length} column${columns.length === 1 ? "" : "s"}</span></p>`;
  const parts = [title, experiments(summary), flags(summary)];
  if (columns.length > 0) parts.push(summaryTable(summary));
  if (columns.length > 0 && head.length > 0)
    parts.push(
      `<p class="soft">First ${head.length === 1 ? "row" : `${head.length} rows`}</p>`,
      headTable(summary),
    );
  return `<div class="ewald-table"><style>${style}</style>${parts.join("")}</div>`;
}

function experiments({ identifiers }: TableSummary): string {
  if (identifiers.length === 0) return "";
  const shown = identifiers
    .slice(0, 8)
    .map(([id, identifier]) => `${id}&nbsp;<span class="soft">${escaped(identifier || "(no name)")}</span>`);
  if (identifiers.length > shown.length) shown.push(`and ${identifiers.length - shown.length} more`);
  return `<p>Experiments ${shown.join(", ")}</p>`;
}

function flags({ flags: counts, nrows }: TableSummary): string {
  if (counts.length === 0) return "";
  const chips = counts.map(
    ([name, count]) =>
      `<span class="flag" title="${grouped(count)} of ${grouped(nrows)}">${escaped(name)} <span class="soft">${percent(count / nrows)}</span></span>`,
  );
  return `<p>${chips.join("")}</p>`;
}

function summaryTable({ columns }: TableSummary): string {
  const heads = ["Column", "Type", "Unit"].map((text) => `<th class="left" scope="col">${text}</th>`);
  const numberHeads = ["Min", "Max", "Mean"].map((text) => `<th scope="col">${text}</th>`);
  const rows = columns.map(({ name, type, unit, meaning, whole, min, max, mean, note }) => {
    const tooltip = meaning ? ` title="${escaped(meaning)}"` : "";
    const cells = [min, max, mean].map((cell, i) => number(cell, whole, i === 2 ? note : ""));
    return (
      `<tr><th class="left" scope="row"${tooltip}>${escaped(name)}</th><td class="left soft">${escaped(type)}</td>` +
      `<td class="left soft">${escaped(unit)}</td>${cells.join("")}</tr>`
    );
  });
  return scrolling([...heads, ...numberHeads], rows);
}

function headTable({ columns, head }: TableSummary): string {
  const heads = columns.map(({ name }) => `<th scope="col">${escaped(name)}</th>`);
  const rows = head.map(
    (row, i) =>
      `<tr><th scope="row">${i}</th>${row.map((cell, c) => number(cell, columns[c]!.whole)).join("")}</tr>`,
  );
  return scrolling(["<th></th>", ...heads], rows);
}

function scrolling(heads: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll"><table><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function number(parts: readonly string[], whole: boolean, note = ""): string {
  const texts =
    parts.length > 1 ? parts.map((part) => `<span class="part">${escaped(part)}</span>`) : parts.map(escaped);
  const aside = note ? ` <span class="soft">(${escaped(note)})</span>` : "";
  return `<td class="number${whole ? " whole" : ""}">${texts.join("")}${aside}</td>`;
}

function percent(fraction: number): string {
  const digits = fraction > 0 && fraction < 0.1 ? 1 : 0;
  return `${(100 * fraction).toFixed(digits)}&nbsp;%`;
}

/** Thousands apart by thin spaces. */
function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
