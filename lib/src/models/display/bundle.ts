import { type Row, said } from "./rows.js";

/** How a notebook shows a model. */
export interface ModelDisplay {
  readonly "text/plain": string;
  readonly "text/html": string;
}

/** Colours and fonts are JupyterLab's where it is there, else such as read on light and on dark pages. */
const STYLE = `
.ewald-model { --line: var(--jp-border-color2, rgba(128, 128, 128, .35)); --soft: var(--jp-ui-font-color2, inherit);
  color: var(--jp-ui-font-color1, inherit); font: 12px/1.5 var(--jp-ui-font-family, system-ui, sans-serif); max-width: 100%; }
.ewald-model p { margin: 0 0 4px; font-size: 14px; }
.ewald-model .soft { color: var(--soft); opacity: .85; }
.ewald-model .parts { display: flex; flex-wrap: wrap; gap: 8px 28px; align-items: flex-start; }
.ewald-model .scroll { overflow: auto; max-height: 420px; max-width: 100%; }
.ewald-model table { border-collapse: collapse; margin: 0; font-size: 12px; color: inherit; width: auto; table-layout: auto; }
.ewald-model th, .ewald-model td { padding: 2px 12px 2px 0; border: 0; text-align: left; vertical-align: baseline; background: none; }
.ewald-model tbody tr:nth-child(n) { background: none; }
.ewald-model tbody tr + tr > * { border-top: 1px solid var(--line); }
.ewald-model thead th { border-bottom: 1px solid var(--line); white-space: nowrap; }
.ewald-model th { font-weight: 600; white-space: nowrap; }
.ewald-model td { font-variant-numeric: tabular-nums; }
.ewald-model details { margin-top: 6px; }
.ewald-model summary { cursor: pointer; color: var(--soft); }
`;

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The frame of a display; `body` is HTML whose texts are escaped. */
export const frameOf = (title: string, note: string, body: string): string =>
  `<div class="ewald-model"><style>${STYLE}</style><p><b>${escaped(title)}</b> <span class="soft">${escaped(note)}</span></p>${body}</div>`;

export const tableOf = (rows: readonly (readonly [string, string])[]): string =>
  `<table><tbody>${rows
    .map(([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`)
    .join("")}</tbody></table>`;

/** A model as a table, beside it a sketch. `sketch` is made last and left out where the record does not allow it. */
export function modelDisplay(title: string, rows: readonly Row[], sketch?: () => string): ModelDisplay {
  const told = rows.map(([label, value]) => [label, said(value)] as const);
  const width = Math.max(0, ...told.map(([label]) => label.length));
  const text = [title, ...told.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)].join("\n");
  const parts = `<div class="parts">${tableOf(told)}${drawn(sketch)}</div>`;
  return { "text/plain": text, "text/html": frameOf(title, "", parts) };
}

export function drawn(sketch?: () => string): string {
  try {
    return sketch?.() ?? "";
  } catch {
    // The rows say what is wrong with the record.
    return "";
  }
}
