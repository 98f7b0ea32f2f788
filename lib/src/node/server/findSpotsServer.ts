import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Executor } from "../../compute/executor.js";
import { EwaldError } from "../../error.js";
import type { ImageReport } from "../../programs/findSpotsServer/imageReport.js";
import { type ImageFailure, reportXml } from "../../programs/findSpotsServer/reportXml.js";
import { isWithin, outside, realFolders } from "./allowedFiles.js";
import { imageReportTask } from "./imageReportTask.js";
import { type ImageRequest, imageRequest } from "./imageRequest.js";

export interface FindSpotsServerOptions {
  /** Who finds the spots; its workers are the images worked on at a time. */
  readonly executor: Executor;
  /** Where it listens; this machine only unless told otherwise. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port?: number;
  /** The only folders images are read from; without, all. */
  readonly folders?: readonly string[] | undefined;
  /** One line for each answer. */
  readonly log?: (message: string) => void;
}

/** Requests that wait at most; more are told to come again. */
const mostWaiting = 10_000;

/**
 * Answers over HTTP how many spots an image has, as dials.find_spots_server does: `GET /path/image.cbf;min_spot_size=2`. The answer
 * is JSON, which dials.find_spots_client reads too, or XML for who accepts that before JSON (`Accept: application/xml`); status 200,
 * 400 for a bad request, 403 for files outside `folders`, 404 for none, 500 for an image that cannot be served, 503 when too many wait.
 * `/` says how it is, `/Ctrl-C` stops it. Pages of other sites are refused, whatever browser they are in.
 */
export class FindSpotsServer {
  readonly #options: FindSpotsServerOptions;
  readonly #folders: readonly string[] | null;
  readonly #server: Server;
  #waiting = 0;
  #answered = 0;
  #stopped: (() => void) | undefined;
  /** Done when it has been stopped and the answers under way are given. */
  readonly finished: Promise<void>;

  private constructor(options: FindSpotsServerOptions) {
    this.#options = options;
    this.#folders = options.folders ? realFolders(options.folders) : null;
    this.#server = createServer({ requestTimeout: 30_000 }, (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        if (!response.headersSent) send(request, response, 500, failure("", error));
        else response.destroy();
      });
    });
    // What is no HTTP at all is told so and let go; Node would do the same, but without a word for oversized headers.
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
      const tooLong = error.code === "HPE_HEADER_OVERFLOW";
      socket.end(
        `HTTP/1.1 ${tooLong ? "431 Request Header Fields Too Large" : "400 Bad Request"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    });
    this.finished = new Promise((resolve) => {
      this.#stopped = resolve;
    });
  }

  /** Listens. Throws EwaldError `"bad-argument"` where it cannot: the port is taken, the host unknown. */
  static async start(options: FindSpotsServerOptions): Promise<FindSpotsServer> {
    const made = new FindSpotsServer(options);
    const { host = "127.0.0.1", port = 1701 } = options;
    await new Promise<void>((resolve, reject) => {
      made.#server.once("error", (error: NodeJS.ErrnoException) => {
        const why = error.code === "EADDRINUSE" ? "another program listens there" : error.message;
        reject(new EwaldError("bad-argument", `No server can listen on ${host} port ${port}: ${why}.`));
      });
      made.#server.listen(port, host, resolve);
    });
    return made;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** No more requests; those under way are answered. */
  async stop(): Promise<void> {
    this.#server.close(() => this.#stopped!());
    this.#server.closeIdleConnections();
    await this.finished;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return send(request, response, 405, {
        image: "",
        error: `${request.method} is not served; GET would work.`,
      });
    }
    const site = request.headers["sec-fetch-site"];
    if (
      request.headers.origin !== undefined ||
      (site !== undefined && site !== "none" && site !== "same-origin")
    )
      return send(request, response, 403, { image: "", error: "Pages of other sites are not served." });
    const target = request.url ?? "/";
    if (target === "/Ctrl-C") {
      send(request, response, 200, {});
      response.once("finish", () => void this.stop());
      return;
    }
    if (target === "/") {
      const { workers } = this.#options.executor;
      return send(request, response, 200, { workers, waiting: this.#waiting, answered: this.#answered });
    }
    let asked: ImageRequest;
    try {
      asked = imageRequest(target);
    } catch (error) {
      return send(request, response, 400, failure(target, error));
    }
    if (this.#folders && !isWithin(asked.image, this.#folders))
      return send(request, response, 403, failure(asked.image, outside(asked.image)));
    if (this.#waiting >= mostWaiting) {
      response.setHeader("Retry-After", "1");
      return send(request, response, 503, {
        image: asked.image,
        error: `${this.#waiting} images wait already; ask again later.`,
      });
    }
    await this.#serve(asked, request, response);
  }

  async #serve(asked: ImageRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    const said = (what: string) =>
      this.#options.log?.(`${asked.image}: ${what}, ${((performance.now() - began) / 1000).toFixed(2)} s`);
    this.#waiting++;
    try {
      const { image, args } = asked;
      const [report] = await this.#options.executor.map(imageReportTask, [
        { image, args, folders: this.#folders },
      ]);
      said(`${report!.n_spots_total} spots`);
      send(request, response, 200, report!);
    } catch (error) {
      const told = failure(asked.image, error);
      said(told.error);
      send(request, response, statusOf(error), told);
    } finally {
      this.#waiting--;
      this.#answered++;
    }
  }
}

const failure = (image: string, error: unknown): ImageFailure => ({
  image,
  error: error instanceof Error ? error.message : String(error),
});

function statusOf(error: unknown): number {
  const code = error instanceof EwaldError ? error.code : undefined;
  if (code === "bad-argument") return 400;
  return code === "file-not-found" ? 404 : 500;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: ImageReport | ImageFailure | object,
): void {
  const xml = wantsXml(request.headers.accept) && "image" in body;
  const text = xml ? `${reportXml(body as ImageReport)}\n` : JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": xml ? "application/xml; charset=utf-8" : "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

/** Whether XML is named, and JSON not before it. */
function wantsXml(accept = ""): boolean {
  const xml = accept.search(/\b(?:application|text)\/xml\b/);
  const json = accept.search(/\bapplication\/json\b/);
  return xml >= 0 && (json < 0 || xml < json);
}
