/** The Jupyter messaging protocol's message, version 5.4. */
export const PROTOCOL_VERSION = "5.4";

export interface Header {
  msg_id: string;
  session: string;
  username: string;
  date: string;
  msg_type: string;
  version: string;
}

export type Json = Record<string, unknown>;

export interface Message {
  /** Routing frames of the sender; empty for what we publish. */
  identities: Uint8Array[];
  header: Header;
  /** The header of the message this one answers, or `{}`. */
  parent: Header | Record<string, never>;
  metadata: Json;
  content: Json;
  buffers: Uint8Array[];
}

export type Channel = "shell" | "control" | "stdin" | "iopub";

export const text = (content: Json, key: string): string => {
  const value = content[key];
  return typeof value === "string" ? value : "";
};

export const flag = (content: Json, key: string, whenAbsent: boolean): boolean => {
  const value = content[key];
  return typeof value === "boolean" ? value : whenAbsent;
};

export const integer = (content: Json, key: string, whenAbsent: number): number => {
  const value = content[key];
  return typeof value === "number" && Number.isFinite(value) ? Math.trunc(value) : whenAbsent;
};
