import { readFileSync } from "node:fs";

/** What a Jupyter connection file says. */
export interface Connection {
  transport: string;
  ip: string;
  shell_port: number;
  control_port: number;
  stdin_port: number;
  iopub_port: number;
  hb_port: number;
  key: string;
  signature_scheme: string;
}

const ports = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"] as const;

/** Reads and checks a connection file; throws an Error naming the file and the field that is wrong. */
export function readConnection(path: string): Connection {
  const raw: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof raw !== "object" || raw === null)
    throw new Error(`${path} is not a connection file: it holds no object`);
  const fields = raw as Record<string, unknown>;
  for (const port of ports) {
    if (!Number.isInteger(fields[port])) {
      throw new Error(
        `${path} is not a connection file: ${port} is ${JSON.stringify(fields[port])}, not a port number`,
      );
    }
  }
  const scheme = typeof fields.signature_scheme === "string" ? fields.signature_scheme : "hmac-sha256";
  if (!/^hmac-[a-z0-9]+$/.test(scheme))
    throw new Error(`${path} asks for signature_scheme ${scheme}; hmac-sha256 would work`);
  return {
    ...(fields as unknown as Connection),
    transport: typeof fields.transport === "string" ? fields.transport : "tcp",
    ip: typeof fields.ip === "string" ? fields.ip : "127.0.0.1",
    key: typeof fields.key === "string" ? fields.key : "",
    signature_scheme: scheme,
  };
}

/** The ZeroMQ address of one port. */
export const address = (connection: Connection, port: (typeof ports)[number]): string =>
  `${connection.transport}://${connection.ip}${connection.transport === "ipc" ? "-" : ":"}${connection[port]}`;
