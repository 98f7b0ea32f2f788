/**
 * The look of all views. Colours are JupyterLab's variables; pages that have none (exports, other front ends) get light
 * ones, or dark ones where the page is dark. Views use --ewald-* alone.
 */
const CSS = `
.ewald-widget {
  --ewald-back: var(--jp-layout-color1, #ffffff);
  --ewald-back-2: var(--jp-layout-color2, #f3f4f6);
  --ewald-ink: var(--jp-ui-font-color1, #1f2328);
  --ewald-ink-2: var(--jp-ui-font-color2, #59636e);
  --ewald-line: var(--jp-border-color1, #c4cad1);
  --ewald-line-2: var(--jp-border-color2, #dfe3e8);
  --ewald-accent: var(--jp-brand-color1, #1668b8);
  --ewald-accent-soft: color-mix(in srgb, var(--ewald-accent) 16%, transparent);
  --ewald-error: var(--jp-error-color1, #b3261e);
  --ewald-warn: var(--jp-warn-color1, #b26a00);
  --ewald-font: var(--jp-ui-font-family, system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif);
  --ewald-mono: var(--jp-code-font-family, ui-monospace, Menlo, Consolas, monospace);
  font: 13px/1.4 var(--ewald-font);
  color: var(--ewald-ink);
  max-width: 100%;
}
@media (prefers-color-scheme: dark) {
  body:not([data-jp-theme-light]) .ewald-widget {
    --ewald-back: #16181c; --ewald-back-2: #22262c; --ewald-ink: #e3e6ea; --ewald-ink-2: #a2abb5;
    --ewald-line: #4a525c; --ewald-line-2: #343a42; --ewald-accent: #5aa7f0; --ewald-error: #f2746b; --ewald-warn: #e0a340;
  }
}
.ewald-widget *, .ewald-widget *::before { box-sizing: border-box; }
.ewald-widget [hidden] { display: none !important; }
.ewald-bar { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; padding: 4px 0; }
.ewald-bar-gap { flex: 1 1 0; min-width: 0; }
.ewald-widget button, .ewald-widget select, .ewald-widget input {
  font: inherit; color: inherit; margin: 0;
}
.ewald-button, .ewald-select, .ewald-field {
  min-height: 26px; padding: 2px 9px; border: 1px solid var(--ewald-line); border-radius: 4px;
  background: var(--ewald-back); color: var(--ewald-ink); cursor: pointer; white-space: nowrap;
}
.ewald-button { display: inline-flex; align-items: center; justify-content: center; gap: 5px; }
.ewald-button svg { width: 15px; height: 15px; flex: none; }
.ewald-button.ewald-icon { padding: 2px 5px; min-width: 28px; }
.ewald-button:hover:not(:disabled), .ewald-select:hover { background: var(--ewald-back-2); }
.ewald-button[aria-pressed="true"], .ewald-button[aria-checked="true"], .ewald-button[aria-expanded="true"] {
  background: var(--ewald-accent-soft); border-color: var(--ewald-accent);
}
.ewald-button:disabled, .ewald-select:disabled, .ewald-field:disabled { opacity: .5; cursor: default; }
.ewald-widget :is(button, select, input, summary, [tabindex]):focus-visible {
  outline: 2px solid var(--ewald-accent); outline-offset: 1px;
}
.ewald-field { cursor: text; width: 7em; font-variant-numeric: tabular-nums; }
.ewald-field[aria-invalid="true"] { border-color: var(--ewald-error); outline-color: var(--ewald-error); }
.ewald-labelled { display: inline-flex; align-items: center; gap: 6px; color: var(--ewald-ink-2); }
.ewald-labelled > :not(span) { color: var(--ewald-ink); }
.ewald-slider { accent-color: var(--ewald-accent); height: 20px; min-width: 90px; width: 160px; cursor: pointer; }
.ewald-value { min-width: 3.5em; color: var(--ewald-ink); font-variant-numeric: tabular-nums; }
.ewald-check { accent-color: var(--ewald-accent); width: 15px; height: 15px; cursor: pointer; }
.ewald-segments { display: inline-flex; }
.ewald-segments .ewald-button { border-radius: 0; margin-left: -1px; }
.ewald-segments .ewald-button:first-child { border-radius: 4px 0 0 4px; margin-left: 0; }
.ewald-segments .ewald-button:last-child { border-radius: 0 4px 4px 0; }
.ewald-segments .ewald-button[aria-checked="true"] { z-index: 1; position: relative; }
.ewald-popover-anchor { position: relative; display: inline-block; }
.ewald-popover {
  position: absolute; z-index: 20; top: calc(100% + 4px); left: 0; min-width: 200px; max-width: min(420px, 90vw);
  max-height: 70vh; overflow: auto; padding: 10px 12px; border: 1px solid var(--ewald-line); border-radius: 6px;
  background: var(--ewald-back); box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
}
.ewald-popover.ewald-right { left: auto; right: 0; }
.ewald-panel { border: 1px solid var(--ewald-line-2); border-radius: 6px; padding: 8px 10px; background: var(--ewald-back); }
.ewald-panel > h4, .ewald-popover > h4 { margin: 0 0 6px; font-size: 12px; font-weight: 600; color: var(--ewald-ink-2); }
.ewald-stack { display: flex; flex-direction: column; gap: 6px; align-items: flex-start; }
.ewald-status { min-height: 20px; color: var(--ewald-ink-2); font-variant-numeric: tabular-nums; }
.ewald-status[data-kind="error"] { color: var(--ewald-error); }
.ewald-status[data-kind="busy"]::before {
  content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 50%;
  border: 2px solid var(--ewald-accent); border-right-color: transparent; vertical-align: -1px;
  animation: ewald-turn .8s linear infinite;
}
@keyframes ewald-turn { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .ewald-status[data-kind="busy"]::before { animation: none; } }
.ewald-notice {
  margin: 4px 0; padding: 6px 10px; border-left: 3px solid var(--ewald-warn); background: var(--ewald-back-2);
  color: var(--ewald-ink); white-space: pre-wrap; overflow-wrap: anywhere;
}
.ewald-notice[data-kind="error"] { border-left-color: var(--ewald-error); }
`;

/** Puts the look of all views into the page, once. */
export function injectStyle(): void {
  addCss("ewald-style", CSS);
}

/** Puts the CSS of one view into the page, once for each id. */
export function addCss(id: string, css: string): void {
  if (document.getElementById(id)) return;
  const style = document.createElement("style");
  style.id = id;
  style.textContent = css;
  document.head.append(style);
}
