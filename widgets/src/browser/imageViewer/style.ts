/** The look of the image viewer, over that of all views. */
export const CSS = `
.ewald-iv { display: flex; flex-direction: column; gap: 2px; container-type: inline-size; }
.ewald-iv-main { display: flex; gap: 8px; align-items: stretch; height: var(--ewald-iv-height, clamp(340px, 64vh, 640px)); }
.ewald-iv-stage {
  position: relative; flex: 1 1 0; min-width: 0; overflow: hidden; border: 1px solid var(--ewald-line-2); border-radius: 4px;
  background: var(--ewald-back-2); cursor: grab; touch-action: none; user-select: none;
}
.ewald-iv-stage.ewald-iv-moving { cursor: grabbing; }
.ewald-iv-stage:focus-visible { outline: 2px solid var(--ewald-accent); outline-offset: 1px; }
.ewald-iv-canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.ewald-iv-message {
  position: absolute; inset: auto 12px 12px 12px; z-index: 2; pointer-events: none; display: flex; justify-content: center;
}
.ewald-iv-message > div {
  max-width: 100%; padding: 8px 12px; border-radius: 4px; border-left: 3px solid var(--ewald-error); background: var(--ewald-back);
  color: var(--ewald-ink); box-shadow: 0 2px 10px rgb(0 0 0 / 25%); overflow-wrap: anywhere; white-space: pre-wrap; pointer-events: auto;
}
.ewald-iv-tip {
  position: absolute; z-index: 3; pointer-events: none; padding: 3px 7px; border-radius: 4px; background: var(--ewald-back);
  color: var(--ewald-ink); border: 1px solid var(--ewald-line); white-space: pre; font-size: 12px;
}
.ewald-iv-side { flex: 0 0 236px; width: 236px; overflow: auto; display: flex; flex-direction: column; gap: 6px; padding-right: 2px; }
.ewald-iv-side[hidden] { display: none; }
.ewald-iv-side .ewald-panel { padding: 6px 9px; flex: none; }
.ewald-iv-side .ewald-stack { align-items: stretch; gap: 5px; }
.ewald-iv-side .ewald-labelled > .ewald-select { flex: 1; min-width: 0; width: 0; }
.ewald-iv-side .ewald-labelled > .ewald-slider { flex: 1; min-width: 0; width: 0; }
.ewald-iv-side .ewald-labelled > span:first-child { min-width: 52px; }
.ewald-iv-dim { color: var(--ewald-ink-2); white-space: nowrap; font-variant-numeric: tabular-nums; }
.ewald-iv-name { max-width: 34ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; direction: rtl; unicode-bidi: plaintext; }
.ewald-iv-scale { min-width: 5ch; text-align: center; font-variant-numeric: tabular-nums; color: var(--ewald-ink-2); }
.ewald-iv-group { display: inline-flex; gap: 3px; }
.ewald-iv-group[hidden] { display: none; }
.ewald-iv-slider { flex: 1 1 80px; }
.ewald-iv-slider > .ewald-slider { width: 100%; min-width: 60px; }
.ewald-iv-bare > span:first-child { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.ewald-iv-short > input { width: 5em; }
.ewald-iv-readout { display: grid; grid-template-columns: auto 1fr; gap: 1px 10px; margin: 0; font-variant-numeric: tabular-nums; }
.ewald-iv-readout > :nth-child(odd) { color: var(--ewald-ink-2); white-space: nowrap; }
.ewald-iv-readout > [data-name] { text-align: right; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-height: 1.4em; }
.ewald-iv-hkl { display: flex; flex-direction: column; align-items: flex-end; font-variant-numeric: tabular-nums; }
.ewald-iv-hkl > .ewald-iv-dim { align-self: flex-start; }
.ewald-iv-plot { position: relative; height: 76px; touch-action: none; cursor: ew-resize; }
.ewald-iv-plot::before {
  content: ""; position: absolute; top: 0; bottom: 14px; left: var(--low, 0); width: calc(var(--high, 0px) - var(--low, 0px));
  background: var(--ewald-accent-soft);
}
.ewald-iv-histogram { position: absolute; inset: 0; width: 100%; height: 100%; }
.ewald-iv-handle { position: absolute; top: 0; bottom: 14px; width: 11px; margin-left: -5px; z-index: 1; cursor: ew-resize; }
.ewald-iv-handle::before { content: ""; position: absolute; inset: 0 5px; width: 1.5px; background: var(--ewald-accent); }
.ewald-iv-handle::after {
  content: ""; position: absolute; top: 0; left: 1px; width: 9px; height: 9px; border-radius: 2px; background: var(--ewald-accent);
}
.ewald-iv-high.ewald-iv-handle::after { top: auto; bottom: 0; }
.ewald-iv-limits { display: flex; align-items: center; gap: 5px; }
.ewald-widget .ewald-iv-count { width: 0; flex: 1; min-width: 0; padding: 2px 4px; }
.ewald-iv-layer { display: flex; flex-direction: column; }
.ewald-iv-layer-controls { padding: 2px 0 4px 21px; display: flex; flex-direction: column; gap: 4px; }
.ewald-iv-layer-controls[hidden] { display: none; }
.ewald-iv-swatch { height: 8px; border-radius: 2px; border: 1px solid var(--ewald-line-2); }
@container (max-width: 620px) {
  .ewald-iv-main { flex-direction: column; height: auto; }
  .ewald-iv-stage { flex: none; height: 360px; }
  .ewald-iv-side { flex: none; width: auto; overflow: visible; }
}
`;
