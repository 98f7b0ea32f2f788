import type { Debugger, Runtime } from "node:inspector";
import type { InspectorClient } from "./inspector-client.js";

/** A variable as the Debug Adapter Protocol has it. */
export interface Variable {
  name: string;
  value: string;
  type?: string;
  variablesReference: number;
  indexedVariables?: number;
  evaluateName?: string;
}

/** What a reference stands for; its contents are asked for only when a front end opens it. */
type Node =
  | { kind: "scope"; objectIds: string[]; callFrameId: string }
  | { kind: "object"; objectId: string; length: number }
  | { kind: "range"; objectId: string; start: number; count: number }
  | { kind: "getter"; objectId: string; name: string };

type Remote = Runtime.RemoteObject;
type Property = Pick<Runtime.PropertyDescriptor, "name" | "value" | "get">;
/** V8 tells of private fields too, of which Node's types do not know. */
type Properties = Runtime.GetPropertiesReturnType & { privateProperties?: Property[] };

/** What was evaluated for a front end; let go of with the references to it. */
const GROUP = "ewald-debugger";

/** Longer arrays are shown in ranges, and ranges of ranges. */
const PAGE = 100;
const LONGEST_TEXT = 2000;

/** What TypeScript puts beside the user's variables. */
const HELPERS =
  /^__(\w*[dD]ecorate|runInitializers|setFunctionName|propKey|addDisposable\w*|disposeResources|ewald)$/;

const ITEMS = `function (start, count) {
  return Array.from({ length: Math.min(count, this.length - start) }, (_, i) => this[start + i]);
}`;
const GET = "function (name) { return this[name]; }";
const SET = "function (name, value) { return (this[name] = value); }";

const lengthOf = ({ subtype, description }: Remote): number =>
  subtype === "array" || subtype === "typedarray"
    ? Number(/\((\d+)\)$/.exec(description ?? "")?.[1] ?? 0)
    : 0;

const cut = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)` : text;

function item({ name, type, subtype, value = "" }: Runtime.PropertyPreview): string {
  const text = type === "string" ? JSON.stringify(value) : type === "function" ? "ƒ" : value;
  return subtype === "array" || subtype === "typedarray" || /^\d+$/.test(name) ? text : `${name}: ${text}`;
}

/** One line for a value, as short as a line of a panel wants it. */
export function describe(remote: Remote): string {
  const { type, subtype, value, unserializableValue, description = "", preview } = remote;
  if (type === "undefined") return "undefined";
  if (subtype === "null") return "null";
  if (type === "string") return cut(JSON.stringify(value));
  if (unserializableValue !== undefined) return unserializableValue;
  if (type === "function") return cut(description.split("\n")[0] ?? "").replace(/\s*\{$/, " { … }");
  if (type !== "object") return description || String(value);
  if (subtype === "error") return description.split("\n")[0] ?? description;
  if (!preview || (subtype && !["array", "typedarray", "map", "set"].includes(subtype)))
    return cut(description);
  const list = subtype === "array" || subtype === "typedarray";
  const parts = preview.entries
    ? preview.entries.map(({ key, value: held }) => {
        const text = (one: Runtime.ObjectPreview) =>
          one.type === "string" ? JSON.stringify(one.description) : (one.description ?? one.type);
        return key ? `${text(key)} => ${text(held)}` : text(held);
      })
    : preview.properties
        .filter(({ name }) => !list || /^\d+$/.test(name))
        .map((one) => (list && one.type === "string" ? JSON.stringify(one.value) : item(one)));
  if (preview.overflow) parts.push("…");
  const inside = parts.length ? ` ${parts.join(", ")} ` : "";
  const name = description === "Object" ? "" : `${description} `;
  return list ? `${name}[${inside}]` : `${name}{${inside}}`;
}

const typeOf = (remote: Remote): string => {
  if (remote.subtype === "null") return "null";
  return remote.type === "object" ? (remote.className ?? "object") : remote.type;
};

/** The references given to a front end; those of a stop are forgotten when the code goes on. */
export class Variables {
  readonly #client: InspectorClient;
  readonly #nodes = new Map<number, Node>();
  #last = 0;

  constructor(client: InspectorClient) {
    this.#client = client;
  }

  async clear(): Promise<void> {
    this.#nodes.clear();
    await this.#client.post("Runtime.releaseObjectGroup", { objectGroup: GROUP }).catch(() => {});
  }

  #add(node: Node): number {
    this.#nodes.set(++this.#last, node);
    return this.#last;
  }

  addScope(scopes: readonly Debugger.Scope[], callFrameId: string): number {
    const objectIds = scopes.flatMap(({ object }) => object.objectId ?? []);
    return this.#add({ kind: "scope", objectIds, callFrameId });
  }

  variable(name: string, remote: Remote): Variable {
    const { objectId } = remote;
    const length = lengthOf(remote);
    return {
      name,
      value: describe(remote),
      type: typeOf(remote),
      variablesReference: objectId === undefined ? 0 : this.#add({ kind: "object", objectId, length }),
      ...(length ? { indexedVariables: length } : {}),
    };
  }

  /** The contents behind a reference; of an array, those from `start` on, `count` of them, if they are given. */
  async children(reference: number, filter?: string, start?: number, count?: number): Promise<Variable[]> {
    const node = this.#nodes.get(reference);
    if (!node) return [];
    switch (node.kind) {
      case "scope": {
        const lists = await Promise.all(node.objectIds.map((objectId) => this.#properties(objectId)));
        // The innermost scope comes first and hides the names of those around it.
        const byName = new Map(
          lists
            .flat()
            .toReversed()
            .map((one) => [one.name, one]),
        );
        return [...byName.values()]
          .filter(({ name }) => !HELPERS.test(name))
          .map((one) => ({ ...one, evaluateName: one.name }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      }
      case "object": {
        const { objectId, length } = node;
        if (length === 0) return this.#properties(objectId);
        const paged = start !== undefined || count !== undefined;
        const items = paged
          ? await this.#items(objectId, start ?? 0, count || length - (start ?? 0))
          : await this.#range(objectId, 0, length);
        if (filter === "indexed" || paged) return items;
        return filter === "named" ? [] : items;
      }
      case "range":
        return this.#range(node.objectId, node.start, node.count);
      case "getter":
        return [this.variable("value", await this.#call(node.objectId, GET, [{ value: node.name }]))];
    }
  }

  /** Sets a variable of a scope or a property; `text` is JavaScript. */
  async set(
    reference: number,
    name: string,
    text: string,
    callFrameId: string | undefined,
  ): Promise<Variable> {
    const node = this.#nodes.get(reference);
    if (!node) throw new Error(`there is no variable with the reference ${reference} any more`);
    if (node.kind === "scope") {
      const { callFrameId: frame } = node;
      return this.variable(name, await evaluateInFrame(this.#client, frame, `${name} = (${text})`));
    }
    if (node.kind === "getter") throw new Error(`${node.name} is a getter; it cannot be set`);
    const value = callFrameId
      ? await evaluateInFrame(this.#client, callFrameId, text)
      : await evaluateOnTop(this.#client, text);
    const argument = value.objectId ? { objectId: value.objectId } : primitive(value);
    return this.variable(name, await this.#call(node.objectId, SET, [{ value: name }, argument]));
  }

  async #range(objectId: string, start: number, count: number): Promise<Variable[]> {
    if (count <= PAGE) return this.#items(objectId, start, count);
    let page = PAGE;
    while (count / page > PAGE) page *= PAGE;
    return Array.from({ length: Math.ceil(count / page) }, (_, at) => {
      const from = start + at * page;
      const size = Math.min(page, start + count - from);
      const variablesReference = this.#add({ kind: "range", objectId, start: from, count: size });
      return { name: `[${from} … ${from + size - 1}]`, value: "", variablesReference };
    });
  }

  async #items(objectId: string, start: number, count: number): Promise<Variable[]> {
    const { objectId: part } = await this.#call(objectId, ITEMS, [{ value: start }, { value: count }]);
    if (!part) return [];
    const items = await this.#properties(part);
    return items
      .filter(({ name }) => /^\d+$/.test(name))
      .map((one) => ({ ...one, name: String(Number(one.name) + start) }));
  }

  async #properties(objectId: string): Promise<Variable[]> {
    const { result, internalProperties, privateProperties } = await this.#client.post<Properties>(
      "Runtime.getProperties",
      {
        objectId,
        ownProperties: true,
        generatePreview: true,
      },
    );
    const out: Variable[] = [];
    const own = (property: Property) => {
      const { name, value, get } = property;
      if (value) out.push(this.variable(name, value));
      else if (get && get.type !== "undefined") {
        const variablesReference = this.#add({ kind: "getter", objectId, name });
        out.push({ name, value: "(getter)", type: "accessor", variablesReference });
      }
    };
    for (const property of result) if (property.name !== "__proto__") own(property);
    for (const property of privateProperties ?? []) own(property);
    for (const { name, value } of internalProperties ?? [])
      if (value && name !== "[[Scopes]]") out.push(this.variable(name, value));
    return out;
  }

  async #call(objectId: string, functionDeclaration: string, args: object[]): Promise<Remote> {
    const reply = await this.#client.post<Runtime.CallFunctionOnReturnType>("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration,
      arguments: args,
      generatePreview: true,
      silent: true,
    });
    return settled(reply);
  }
}

const primitive = ({ type, value, unserializableValue }: Remote): object => {
  if (type === "undefined") return {};
  return unserializableValue === undefined ? { value } : { unserializableValue };
};

function settled({ result, exceptionDetails }: Runtime.EvaluateReturnType): Remote {
  if (!exceptionDetails) return result;
  const { exception, text } = exceptionDetails;
  throw new Error(exception ? describe(exception) : text);
}

export async function evaluateInFrame(
  client: InspectorClient,
  callFrameId: string,
  expression: string,
): Promise<Remote> {
  const parameters = { callFrameId, expression, generatePreview: true, silent: true, objectGroup: GROUP };
  return settled(await client.post("Debugger.evaluateOnCallFrame", parameters));
}

export async function evaluateOnTop(
  client: InspectorClient,
  expression: string,
  parameters: { replMode?: boolean; awaitPromise?: boolean; generatePreview?: boolean } = {},
): Promise<Remote> {
  return settled(
    await client.post("Runtime.evaluate", {
      expression,
      replMode: true,
      awaitPromise: true,
      generatePreview: true,
      silent: true,
      objectGroup: GROUP,
      ...parameters,
    }),
  );
}

/** The variables of the notebook: those declared by cells. */
export async function notebookVariables(client: InspectorClient): Promise<Remote> {
  const { names } = await client.post<Runtime.GlobalLexicalScopeNamesReturnType>(
    "Runtime.globalLexicalScopeNames",
  );
  const entries = names
    .filter((name) => !HELPERS.test(name))
    .map((name) => `[${JSON.stringify(name)}, () => ${name}]`);
  // A variable whose cell has not got so far cannot be read.
  const expression = `(() => { const out = { __proto__: null };
    for (const [name, get] of [${entries.join(", ")}]) try { out[name] = get(); } catch {}
    return out; })()`;
  return evaluateOnTop(client, expression, { replMode: false, awaitPromise: false, generatePreview: false });
}
