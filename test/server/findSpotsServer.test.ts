import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FindSpotsClient } from "../../lib/src/node/server/findSpotsClient.js";
import type { ImageReport } from "../../lib/src/programs/findSpotsServer/imageReport.js";
import { command, ewald } from "../command/command.js";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";

const simulated = ["detector.model=pilatus_300k", "images=1", "detector.distance=120", "width=0.5"];

interface Server {
  readonly port: number;
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

async function startServer(...args: string[]): Promise<Server> {
  const child = spawn(process.execPath, [command, "find_spots_server", "port=0", "nproc=2", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => resolve(code));
  });
  let said = "";
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on("data", (part: Buffer) => {
      said += part;
      const found = /Serving \d+ processes on port (\d+)/.exec(said);
      if (found) resolve(Number(found[1]));
    });
    void ended.then(() => reject(new Error(`The server ended: ${said}`)));
  });
  return { port, ended, kill: (signal) => void child.kill(signal) };
}

/** A request as it is, without any care: status, type and text of the answer. */
function get(
  port: number,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  return new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode!,
          type: answer.headers["content-type"] ?? "",
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** Bytes as they are; all that comes back until the server closes. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.on("data", (part) => (text += part));
    socket.on("close", () => resolve(text));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" ? resolve(text) : reject(error),
    );
    socket.setTimeout(10_000, () => socket.destroy());
  });
}

describe("find_spots_server", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ewald-server-")));
  const root = join(folder, "root");
  const images = ["still_0001.cbf", "odd name; 100%.cbf"].map((name) => join(root, name));
  let server: Server;

  beforeAll(async () => {
    mkdirSync(root);
    const made = await ewald(["simulate", ...simulated], { cwd: folder });
    expect(made.code, made.err).toBe(0);
    for (const image of images) copyFileSync(join(folder, "simulated_0001.cbf"), image);
    copyFileSync(images[0]!, join(folder, "outside.cbf"));
    symlinkSync(join(folder, "outside.cbf"), join(root, "link.cbf"));
    writeFileSync(join(root, "broken.cbf"), "###CBF: VERSION 1.5\nnothing more");
    const mask = await ewald(["generate_mask", "truth.expt", "d_min=3"], { cwd: folder });
    expect(mask.code, mask.err).toBe(0);
    server = await startServer(`root=${root}`);
  });

  afterAll(async () => {
    server?.kill("SIGINT");
    await server?.ended;
    rmSync(folder, { recursive: true });
  });

  it("answers as find_spots and spot_counts_per_image do", async () => {
    const { code, err } = await ewald(["find_spots", images[0]!, "output.experiments=all.expt"], {
      cwd: folder,
    });
    expect(code, err).toBe(0);
    const counts = await ewald(["spot_counts_per_image", "all.expt", "strong.refl", "json=counts.json"], {
      cwd: folder,
    });
    expect(counts.code, counts.err).toBe(0);
    const { image, ...report } = JSON.parse((await get(server.port, images[0]!)).text) as ImageReport;
    expect(image).toBe(images[0]);
    expect(report.n_spots_total).toBeGreaterThan(20);
    const { readFileSync } = await import("node:fs");
    const columns = JSON.parse(readFileSync(join(folder, "counts.json"), "utf8")) as Record<string, number[]>;
    for (const [name, value] of Object.entries(report)) expect(columns[name]![0], name).toBe(value);
  });

  it("answers in XML to who asks for it", async () => {
    const { type, text, status } = await get(server.port, images[0]!, {
      headers: { Accept: "application/xml" },
    });
    expect([status, type]).toEqual([200, "application/xml; charset=utf-8"]);
    const tags = [...text.matchAll(/<(\w+)>[^<\n]+<\/\1>/g)].map(([, tag]) => tag);
    expect(tags).toEqual(
      "image spot_count spot_count_no_ice d_min d_min_method_1 d_min_method_2 total_intensity".split(" "),
    );
    const both = await get(server.port, images[0]!, { headers: { Accept: "application/json, text/xml" } });
    expect(both.type).toBe("application/json");
  });

  it("takes parameters of find_spots, and says which it does not know", async () => {
    const spots = async (args: string) =>
      (JSON.parse((await get(server.port, images[0]! + args)).text) as ImageReport).n_spots_total;
    const all = await spots("");
    expect(await spots(";min_spot_size=12")).toBeLessThan(all);
    expect(await spots(";d_min=4")).toBeLessThan(all);
    const unknown = await get(server.port, `${images[0]};min_spot_sise=2`);
    expect(unknown.status).toBe(400);
    expect(unknown.text).toContain("min_spot_size");
    expect((await get(server.port, `${images[0]};index=True`)).text).toContain("index=False");
  });

  it("reads nothing outside its root", async () => {
    for (const path of [
      join(folder, "outside.cbf"),
      join(root, "link.cbf"),
      `${root}/../outside.cbf`,
      `${root}/%2e%2e/outside.cbf`,
      "/etc/passwd",
      "/no/such/file",
    ]) {
      const { status, text } = await get(server.port, path);
      expect([path, status]).toEqual([path, 403]);
      expect(text).toContain("is not in a folder this server reads from");
    }
    writeFileSync(join(folder, "mask.pickle"), "");
    const mask = await get(server.port, `${images[0]};lookup.mask=${join(folder, "mask.pickle")}`);
    expect(mask.text).toContain("is not in a folder this server reads from");
    copyFileSync(join(folder, "pixels.mask"), join(root, "pixels.mask"));
    const masked = await get(server.port, `${images[0]};lookup.mask=${join(root, "pixels.mask")}`);
    const all = await get(server.port, images[0]!);
    const spots = ({ text }: { text: string }) => (JSON.parse(text) as ImageReport).n_spots_total;
    expect(spots(masked)).toBeLessThan(spots(all));
  });

  it("answers bad requests and goes on", async () => {
    expect((await get(server.port, join(root, "none.cbf"))).status).toBe(403);
    const broken = await get(server.port, join(root, "broken.cbf"));
    expect(broken.status).toBe(500);
    expect(broken.text).toContain("broken.cbf");
    expect((await get(server.port, "/", { method: "POST" })).status).toBe(405);
    expect((await get(server.port, "//etc/passwd")).status).toBe(400);
    expect((await get(server.port, "/a%00b")).status).toBe(400);
    expect((await get(server.port, "/%E0%A4%A")).status).toBe(403);
    for (const headers of [{ Origin: "http://elsewhere" }, { "Sec-Fetch-Site": "cross-site" }])
      expect((await get(server.port, "/Ctrl-C", { headers })).status).toBe(403);
    expect(await raw(server.port, "no HTTP at all\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(server.port, `GET /${"x".repeat(100_000)} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect((await get(server.port, images[1]!.replaceAll(" ", "%20").replace("%.", "%25."))).status).toBe(
      403,
    );
    expect((await get(server.port, images[0]!)).status).toBe(200);
  });

  it("answers 1,000 requests of 8 clients, all alike", async () => {
    const clients = Array.from(
      { length: 8 },
      () => new FindSpotsClient({ host: "127.0.0.1", port: server.port }),
    );
    const answers = await Promise.all(
      clients.map(async (client, c) => {
        const mine: string[] = [];
        await Promise.all(
          Array.from({ length: 125 }, async (_, i) => {
            const image = images[(c + i) % 2]!;
            const answer = await client.report(image);
            expect(answer.image).toBe(image);
            mine.push(JSON.stringify({ ...answer, image: "" }));
          }),
        );
        client.close();
        return mine;
      }),
    );
    expect(answers.flat()).toHaveLength(1000);
    expect(new Set(answers.flat()).size).toBe(1);
  });

  it("has a client that prints what DIALS' prints", async () => {
    const { out, code } = await ewald(
      [
        "find_spots_client",
        `port=${server.port}`,
        "table=True",
        "grid=1,2",
        "json=all.json",
        "plot=all.svg",
        ...images,
      ],
      { cwd: folder },
    );
    expect(code).toBe(0);
    expect(out.match(/<response>/g)).toHaveLength(2);
    expect(out).toContain(`<image>${images[0]}</image>`);
    expect(out).toContain("#spots_no_ice");
    expect((await ewald(["find_spots_client", `port=${server.port}`, "ping"])).out).toBe("Success\n");
    const wrong = await ewald(["find_spots_client", `port=${server.port}`, images[0]!, "no_such=1"]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("no_such")]);
    const nobody = await ewald(["find_spots_client", "port=1", images[0]!]);
    expect(nobody.err).toContain("localhost port 1 does not answer");
  });

  it("does not start where another listens, and stops when told", async () => {
    const other = await startServer();
    const { err } = await ewald(["find_spots_server", `port=${other.port}`]);
    expect(err).toContain("another program listens there");
    expect((await ewald(["find_spots_client", `port=${other.port}`, "stop"])).out).toBe(
      "Stopped the server\n",
    );
    expect(await other.ended).toBe(0);
  });
});

const real = [
  "image_examples/DLS_I23_P12M_thau_00001.cbf.gz",
  "image_examples/TIMEPIX_SU_512-stdgoni_0001.img",
];
needs
  .all(needs.dials(), needs.sharedData("data", "image_examples"))
  .describe("find_spots_server beside dials.find_spots_server", () => {
    it("gives the same numbers, and DIALS' client takes them", async () => {
      const paths = real.map((name) => shared("data", ...name.split("/")));
      const server = await startServer();
      try {
        const theirs = await runDials<{ reports: ImageReport[]; client: string[] }>(
          `
from dials.command_line.find_spots_server import work
from dials.command_line.find_spots_client import work as ask, response_to_xml
args = [[], ["min_spot_size=2", "d_min=3"], ["ice_rings.filter=False"]]
reports = [work(path, list(a)) for path in input["paths"] for a in args]
client = [response_to_xml(json.loads(ask("127.0.0.1", input["port"], path, a))) for path in input["paths"] for a in args]
output({"reports": reports, "client": client})
`,
          { paths, port: server.port },
        );
        const asked = paths.flatMap((path) =>
          ["", ";min_spot_size=2;d_min=3", ";ice_rings.filter=False"].map((a) => path + a),
        );
        for (const [i, path] of asked.entries()) {
          const { text } = await get(server.port, path);
          const { image: _, ...ours } = JSON.parse(text) as ImageReport;
          for (const [name, value] of Object.entries(ours))
            expect(value, `${name} of ${path}`).toBeCloseTo(theirs.reports[i]![name as "n_spots_total"], 9);
          expect(theirs.client[i]).toContain(`<spot_count>${ours.n_spots_total}</spot_count>`);
        }
      } finally {
        server.kill("SIGINT");
        await server.ended;
      }
    });
  });
