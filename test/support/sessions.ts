// A notebook front end without a browser: JupyterLab's own client, @jupyterlab/services, against a real server.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import * as services from "@jupyterlab/services";
import WebSocket from "ws";
import type { JupyterServer } from "./jupyterServer.js";

type Bundle = Record<string, unknown>;

/** One output of a cell, as a notebook file keeps it. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | { output_type: "display_data"; data: Bundle; metadata: Bundle }
  | { output_type: "execute_result"; data: Bundle; metadata: Bundle; execution_count: number | null }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

export interface CellRun {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number | null;
  /** In order; neighbouring pieces of one stream joined, updated displays in their newest state. */
  readonly outputs: Output[];
  readonly reply: KernelMessage.IExecuteReplyMsg;
  readonly milliseconds: number;
}

/** A notebook's session: its kernel runs in the notebook's folder. */
export interface NotebookSession {
  readonly kernel: Kernel.IKernelConnection;
  /** Runs one cell. It does not throw when the cell fails: look at `status`. */
  run(code: string): Promise<CellRun>;
  /** Shuts the kernel down and lets go of the connection. */
  close(): Promise<void>;
}

/** Where a Node program finds a Jupyter server. */
export function serverSettings({ url, token }: JupyterServer) {
  return services.ServerConnection.makeSettings({
    baseUrl: url,
    wsUrl: url.replace(/^http/, "ws"),
    token,
    appendToken: true,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    fetch,
    Request,
    Headers,
  });
}

/** Opens a session for the notebook at `path` in the server's folder (the file need not be there). */
export async function openNotebook(
  server: JupyterServer,
  path = "scratch.ipynb",
  kernelName = "ewald",
): Promise<NotebookSession> {
  const settings = serverSettings(server);
  const kernels = new services.KernelManager({ serverSettings: settings });
  const manager = new services.SessionManager({
    kernelManager: kernels,
    serverSettings: settings,
  });
  await manager.ready;
  const session = await manager.startNew({
    path,
    name: path,
    type: "notebook",
    kernel: { name: kernelName },
  });
  const kernel = session.kernel;
  if (!kernel) throw new Error(`The session for ${path} has no kernel.`);
  return {
    kernel,
    run: (code) => runCell(kernel, code),
    async close() {
      await session.shutdown().catch(() => {});
      session.dispose();
      manager.dispose();
      kernels.dispose();
    },
  };
}

/** Runs code in a kernel and gathers what a front end would show below the cell. */
export async function runCell(kernel: Kernel.IKernelConnection, code: string): Promise<CellRun> {
  const began = performance.now();
  const outputs: Output[] = [];
  const displays = new Map<string, Extract<Output, { output_type: "display_data" }>[]>();
  let clearNext = false;
  const future = kernel.requestExecute({ code, stop_on_error: false, allow_stdin: false });
  future.onIOPub = (message) => {
    const { msg_type: type } = message.header;
    const content = message.content as Record<string, unknown>;
    if (type === "clear_output") {
      if (content.wait) clearNext = true;
      else outputs.length = 0;
      return;
    }
    if (type === "update_display_data") {
      const id = (content.transient as { display_id?: string } | undefined)?.display_id ?? "";
      for (const display of displays.get(id) ?? []) Object.assign(display, { data: content.data });
      return;
    }
    if (!["stream", "display_data", "execute_result", "error"].includes(type)) return;
    if (clearNext) outputs.length = 0;
    clearNext = false;
    const { transient, ...rest } = content;
    const output = { output_type: type, ...rest } as Output;
    const last = outputs.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      last.text += output.text;
      return;
    }
    outputs.push(output);
    const id = (transient as { display_id?: string } | undefined)?.display_id;
    if (id && output.output_type === "display_data") displays.set(id, [...(displays.get(id) ?? []), output]);
  };
  const reply = (await future.done) as KernelMessage.IExecuteReplyMsg;
  const { status, execution_count: executionCount } = reply.content;
  future.dispose();
  return {
    status: status === "ok" || status === "error" ? status : "aborted",
    executionCount: executionCount ?? null,
    outputs,
    reply,
    milliseconds: performance.now() - began,
  };
}

/** The sources of a notebook file's code cells, in order. */
export async function codeCells(path: string): Promise<string[]> {
  const notebook = JSON.parse(await readFile(path, "utf8")) as {
    cells: { cell_type: string; source: string | string[] }[];
  };
  return notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source));
}

/**
 * Runs every code cell of a notebook of the server's folder, in order, in one session; throws at the first that fails,
 * naming the cell. `change` may rewrite a cell's source (the first, say, to point at other files).
 */
export async function runNotebook(
  server: JupyterServer,
  path: string,
  change: (source: string, index: number) => string = (source) => source,
): Promise<{ session: NotebookSession; cells: CellRun[] }> {
  const session = await openNotebook(server, path);
  const cells: CellRun[] = [];
  try {
    for (const [index, source] of (await codeCells(join(server.folder, path))).entries()) {
      const cell = await session.run(change(source, index));
      cells.push(cell);
      if (cell.status === "ok") continue;
      const said = cell.outputs.find((output) => output.output_type === "error");
      throw new Error(
        `${path}, code cell ${index + 1}: ${cell.status} ${said?.ename}: ${said?.evalue}\n${source}`,
      );
    }
  } catch (error) {
    await session.close();
    throw error;
  }
  return { session, cells };
}

/** All text an output or a cell shows as text/plain or on its streams. */
export function textOf(run: CellRun): string {
  return run.outputs
    .map((output) => {
      if (output.output_type === "stream") return output.text;
      if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
      return String(output.data["text/plain"] ?? "");
    })
    .join("\n");
}
