import type { MimeBundle } from "../display/bundle.js";

/** How far a call of a program has come. */
export interface CallState {
  /** DIALS' name of the program. */
  readonly name: string;
  readonly progress: { readonly what: string; readonly done: number; readonly total: number } | undefined;
  readonly milliseconds: number;
  readonly state: "running" | "done" | "aborted" | "failed";
}

/** A bar and a line while it runs, a line when it has ended. */
export function progressView(call: CallState): MimeBundle {
  const { name, progress, state } = call;
  const text = progressLine(call);
  const line = `<span style="font-variant-numeric:tabular-nums;opacity:.75"><code>${name}</code> ${escaped(text)}</span>`;
  const bar = state === "running" && progress && progress.total > 0 ? barOf(progress) : "";
  return {
    "text/html": `<div class="ewald-progress" style="display:flex;gap:10px;align-items:center;font-size:90%">${bar}${line}</div>`,
    "text/plain": `${name} ${text}`,
  };
}

function barOf({ what, done, total }: NonNullable<CallState["progress"]>): string {
  const percent = Math.min(100, (100 * done) / total).toFixed(1);
  return (
    `<div role="progressbar" aria-label="${escaped(what)}" aria-valuemin="0" aria-valuemax="${total}" aria-valuenow="${done}" ` +
    'style="width:220px;height:8px;border-radius:4px;overflow:hidden;background:var(--jp-border-color2,#d8d8d8)">' +
    `<div style="width:${percent}%;height:100%;background:var(--jp-brand-color1,#1976d2)"></div></div>`
  );
}

/** How far it is, in words. */
export function progressLine({ progress, milliseconds, state }: CallState): string {
  const time = duration(milliseconds);
  const whole = progress && progress.done >= progress.total;
  const part = progress && `${count(progress.done)} of ${count(progress.total)} ${progress.what}`;
  switch (state) {
    case "running":
      return [part, time, left(progress, milliseconds)].filter(Boolean).join(" · ");
    case "done":
      return whole ? `${count(progress.total)} ${progress.what} in ${time}` : time;
    case "aborted":
    case "failed":
      return part ? `${state} after ${part}, ${time}` : `${state} after ${time}`;
  }
}

/** What is left at the speed so far; not of the first tenth, which says little. */
function left(progress: CallState["progress"], milliseconds: number): string | undefined {
  if (!progress || progress.done >= progress.total || progress.done < progress.total / 10) return undefined;
  const rest = (milliseconds * (progress.total - progress.done)) / progress.done;
  return rest < 1000 ? undefined : `${duration(Math.ceil(rest / 1000) * 1000, 0)} left`;
}

function duration(milliseconds: number, digits = 1): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(digits)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
}

const count = (n: number) => n.toLocaleString("en-US");

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
