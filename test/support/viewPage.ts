// A view in a page of its own: headless Chromium runs the browser half, this process the kernel half, a WebSocket between
// them stands for Jupyter's server. Views are tested so in a second or two; in JupyterLab once.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Locator, Page } from "playwright-core";
import { WebSocketServer } from "ws";
import { root } from "./paths.js";
import { PageComms } from "./viewPage/comms.js";

export interface ViewPage {
  readonly page: Page;
  /** The element that holds the views, in the order in which they were shown. */
  readonly views: Locator;
  /** Messages of uncaught errors of the page. */
  readonly failures: string[];
  /** Shows one more widget below the others. */
  show(widget: object): Promise<Locator>;
  /** Takes a view away, as when its output is cleared. */
  remove(index: number): Promise<void>;
  /** JupyterLab's colours, light or dark. */
  theme(name: "light" | "dark"): Promise<void>;
  /** Bytes of JavaScript that the page holds after garbage is collected. */
  heap(): Promise<number>;
  /** Ends the kernel as the page sees it. */
  endKernel(): void;
  close(): Promise<void>;
}

export interface ViewPageOptions {
  readonly width?: number;
  readonly height?: number;
}

let bundled: Promise<Map<string, Uint8Array>> | undefined;

/** The browser half of all views, each a chunk of its own as in the extension. */
function bundle(): Promise<Map<string, Uint8Array>> {
  bundled ??= build({
    entryPoints: [join(root, "test/support/viewPage/page.ts")],
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    outdir: "/",
    write: false,
    sourcemap: "inline",
    logLevel: "silent",
    // Plotly's own sources need no map, and it is long.
    loader: { ".css": "text" },
  }).then(
    ({ outputFiles }) =>
      new Map(outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, "/"), contents])),
  );
  return bundled;
}

const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>View</title><link rel="icon" href="data:,"></head>
<body><main id="views"></main><script type="module" src="/page.js"></script></body></html>`;

async function serve(files: Map<string, Uint8Array>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://here").pathname;
    const file = files.get(path);
    if (path === "/") response.setHeader("content-type", "text/html").end(HTML);
    else if (file) response.setHeader("content-type", "text/javascript").end(file);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/**
 * Opens a page and shows `widgets` in it, one below the other. The widgets may have been made before: they are opened now.
 * One page at a time.
 */
export async function openViewPage(
  browser: Browser,
  widgets: readonly object[],
  { width = 1280, height = 720 }: ViewPageOptions = {},
): Promise<ViewPage> {
  const server = await serve(await bundle());
  const sockets = new WebSocketServer({ server });
  const comms = new PageComms();
  const connected = new Promise<void>((resolve) =>
    sockets.once("connection", (socket) => {
      comms.connect(socket);
      resolve();
    }),
  );
  const page = await browser.newPage({ viewport: { width, height } });
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await connected;
  const restore = comms.install();
  const views = page.locator("#views > .ewald-widget");
  let count = 0;
  const show = async (widget: object) => {
    const bundle = (widget as Record<symbol, () => Record<string, unknown>>)[
      Symbol.for("Jupyter.display")
    ]!.call(widget);
    const view = bundle["application/vnd.jupyter.widget-view+json"] as { model_id: string };
    comms.sendToPage({ show: view.model_id });
    const shown = views.nth(count++);
    await shown.waitFor({ state: "attached" });
    return shown;
  };
  const theme = (name: "light" | "dark") =>
    page.evaluate(
      (chosen) => (globalThis as unknown as { setTheme(name: string): void }).setTheme(chosen),
      name,
    );
  await theme("light");
  for (const widget of widgets) await show(widget);
  return {
    page,
    views,
    failures,
    show,
    theme,
    async remove(index) {
      comms.sendToPage({ remove: index });
      await page.waitForFunction(
        (at) => document.querySelectorAll("#views > *")[at]?.childElementCount === 0,
        index,
      );
    },
    async heap() {
      const session = await page.context().newCDPSession(page);
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize } = await session.send("Runtime.getHeapUsage");
      await session.detach();
      return usedSize;
    },
    endKernel: () => comms.end(),
    async close() {
      restore();
      await page.close();
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => sockets.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
