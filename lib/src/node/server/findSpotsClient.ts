import { Agent, request } from "node:http";
import { EwaldError } from "../../error.js";
import type { ImageReport } from "../../programs/findSpotsServer/imageReport.js";
import type { ImageFailure } from "../../programs/findSpotsServer/reportXml.js";
import { targetOf } from "./imageRequest.js";

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Largest answer that is read; a report has some 300 bytes. */
const mostBytes = 2 ** 20;

/** Asks a server of ours or of DIALS for reports of images. Keeps so many connections at most. */
export class FindSpotsClient {
  readonly #address: ServerAddress;
  readonly #agent: Agent;

  constructor(address: ServerAddress, { connections = 8 } = {}) {
    this.#address = address;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The report of an image, or why there is none. Throws EwaldError `"bad-argument"` where no server answers; `"aborted"`. */
  async report(
    image: string,
    args: readonly string[] = [],
    signal?: AbortSignal,
  ): Promise<ImageReport | ImageFailure> {
    const text = await this.#get(targetOf({ image, args }), signal);
    try {
      const answer = JSON.parse(text) as ImageReport | ImageFailure;
      if (typeof answer === "object" && answer !== null && ("n_spots_total" in answer || "error" in answer))
        return answer;
    } catch {
      // said below
    }
    throw new EwaldError(
      "bad-format",
      `The server answered something else than a report: ${text.slice(0, 100)}`,
    );
  }

  /** Whether a server listens. */
  async ping(): Promise<boolean> {
    try {
      await this.#get("/");
      return true;
    } catch {
      return false;
    }
  }

  /** Stops the server. Throws EwaldError `"bad-argument"` where none answers. */
  async stop(): Promise<void> {
    await this.#get("/Ctrl-C");
  }

  close(): void {
    this.#agent.destroy();
  }

  #get(path: string, signal?: AbortSignal): Promise<string> {
    const { host, port } = this.#address;
    return new Promise((resolve, reject) => {
      const asked = request({ host, port, path, agent: this.#agent, signal }, (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on("data", (part: Buffer) => {
          bytes += part.length;
          if (bytes > mostBytes) asked.destroy(new Error(`an answer of more than ${mostBytes} bytes`));
          else parts.push(part);
        });
        response.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
        response.on("error", reject);
      });
      asked.on("error", (error: NodeJS.ErrnoException) => {
        if (signal?.aborted) return reject(new EwaldError("aborted", "The work was aborted."));
        const why = error.code === "ECONNREFUSED" ? "no server listens there" : error.message;
        reject(
          new EwaldError(
            "bad-argument",
            `${host} port ${port} does not answer: ${why}; ewald find_spots_server port=${port} would start one.`,
          ),
        );
      });
      asked.end();
    });
  }
}
