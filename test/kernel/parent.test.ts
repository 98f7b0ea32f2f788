import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/paths.js";
import { freePorts } from "./client.js";

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test.skipIf(process.platform === "win32")(
  "a kernel ends when the Jupyter that started it is gone",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ewald-parent-"));
    const [shell_port, control_port, stdin_port, iopub_port, hb_port] = await freePorts(5);
    const file = join(folder, "connection.json");
    const ports = { shell_port, control_port, stdin_port, iopub_port, hb_port };
    writeFileSync(
      file,
      JSON.stringify({
        transport: "tcp",
        ip: "127.0.0.1",
        ...ports,
        key: "k",
        signature_scheme: "hmac-sha256",
      }),
    );
    const script = `
const { spawn } = require("node:child_process");
const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
console.log(spawn(process.execPath, ${JSON.stringify([join(root, "kernel/dist/main.js"), file])}, { env, stdio: "ignore" }).pid);
setInterval(() => {}, 1000);`;
    const jupyter = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    const pid = await new Promise<number>((resolve) => {
      jupyter.stdout.once("data", (text) => resolve(Number(text)));
    });
    // It looks from time to time: once while the parent is there, so that it is known to stay.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(isAlive(pid)).toBe(true);
    jupyter.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 20_000, interval: 200 }).toBe(false);
    rmSync(folder, { recursive: true });
  },
);
