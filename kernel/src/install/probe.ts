import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wire } from "../transport/wire.js";
import { type Finding, ok, wrong } from "./finding.js";
import { lastLine } from "./jupyter.js";
import type { KernelSpec } from "./spec.js";

const PATIENCE = 30_000;

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve)),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const ended = (child: ChildProcess) =>
  new Promise<never>((_, reject) => {
    child.once("error", (error) => reject(new Error(`it does not start: ${error.message}`)));
    child.once("exit", (code, signal) =>
      reject(new Error(`it ended at once with ${signal ?? `exit code ${code}`}`)),
    );
  });

/** Starts the kernel as Jupyter does, in an empty folder with a space in its name, and lets it compute 6 × 7. */
export async function checkStart(spec: KernelSpec): Promise<Finding> {
  const check = "Start";
  const folder = mkdtempSync(join(tmpdir(), "ewald doctor "));
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wrote = "";
  const sockets: { close(): void }[] = [];
  try {
    const { Dealer, Subscriber } = await import("zeromq");
    const [shell_port, control_port, stdin_port, iopub_port, hb_port] = await freePorts(5);
    const ip = "127.0.0.1";
    const security = { key: randomUUID(), signature_scheme: "hmac-sha256" };
    const connection = {
      transport: "tcp",
      ip,
      shell_port,
      control_port,
      stdin_port,
      iopub_port,
      hb_port,
      ...security,
    };
    const file = join(folder, "connection.json");
    writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    const [program = "", ...args] = spec.argv.map((word) => word.replace("{connection_file}", file));
    const began = performance.now();
    child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...spec.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (wrote += String(text)));
    const shell = new Dealer({ linger: 0 });
    const iopub = new Subscriber({ linger: 0 });
    sockets.push(shell, iopub);
    iopub.subscribe();
    for (const [socket, port] of [
      [shell, shell_port],
      [iopub, iopub_port],
    ] as const)
      socket.connect(`tcp://${ip}:${port}`);
    const wire = new Wire(security);
    const ask = async (socket: typeof shell, type: string, content: Record<string, unknown>) => {
      const header = {
        msg_id: randomUUID(),
        session: "doctor",
        username: "",
        date: new Date().toISOString(),
      };
      const message = { identities: [], parent: {}, metadata: {}, content, buffers: [] };
      const whole = { ...message, header: { ...header, msg_type: type, version: "5.4" } };
      await socket.send(wire.encode(whole) as Buffer[]);
      return wire.decode(await socket.receive()).content;
    };
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it does not answer within ${PATIENCE / 1000} s`)), PATIENCE);
    });
    const conversation = async () => {
      await ask(shell, "kernel_info_request", {});
      const answered = performance.now() - began;
      const user_expressions = { answer: "6 * 7" };
      const reply = await ask(shell, "execute_request", { code: "", silent: false, user_expressions });
      const answer = (reply.user_expressions as typeof reply | undefined)?.answer as typeof reply | undefined;
      const data = answer?.data as Record<string, string> | undefined;
      if (data?.["text/plain"] !== "42")
        throw new Error(`it answers ${JSON.stringify(answer ?? reply.status)} to 6 * 7`);
      const computed = performance.now() - began;
      return ok(
        check,
        `Answers after ${Math.round(answered)} ms, has computed after ${Math.round(computed)} ms.`,
      );
    };
    return await Promise.race([conversation(), ended(child), late]);
  } catch (error) {
    const last = lastLine(wrote);
    const text = `The kernel does not work: ${(error as Error).message}${last ? `; it wrote: ${last}` : ""}.`;
    return wrong(check, text, "Mend what stands above first; otherwise report this line");
  } finally {
    clearTimeout(timer);
    child?.kill("SIGKILL");
    for (const socket of sockets) socket.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
