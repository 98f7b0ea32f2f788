import type { Runtime, Debugger as V8 } from "node:inspector";
import { fileURLToPath } from "node:url";
import { CELL_URL_PREFIX } from "../evaluator/cell-url.js";
import type { CellProgram } from "../evaluator/evaluator.js";
import type { LanguageService } from "../language/language.js";
import { integer, type Json, text } from "../transport/message.js";
import { Breakpoints } from "./breakpoints.js";
import { DebugCells, NAMING } from "./cells.js";
import { CAPABILITIES, type DapRequest, object, THREAD } from "./dap.js";
import { InspectorClient, type Paused } from "./inspector-client.js";
import { LineMap } from "./line-map.js";
import { SHOW } from "./show-key.js";
import { describe, evaluateInFrame, evaluateOnTop, notebookVariables, Variables } from "./variables.js";

/** Code no step enters: Node's, the kernel's, and packages'. */
const BLACK_BOXES = [
  "^node:",
  "^internal/",
  `^${escaped(new URL("..", import.meta.url).href)}`,
  `^${escaped(fileURLToPath(new URL("..", import.meta.url)))}`,
  "/node_modules/",
  "^$",
];

/** V8 answers to its REPL mode by a promise, which waits while the code is paused. */
const AT_ONCE = { replMode: false, awaitPromise: false };

interface Frame {
  id: number;
  callFrame: V8.CallFrame;
  name: string;
  line: number;
  column: number;
  source: Json;
}

interface Attached {
  client: InspectorClient;
  /** The URLs of cells by V8's number of the script; call frames do not always tell them. */
  scripts: Map<string, string>;
  variables: Variables;
  breakpoints: Breakpoints;
}

interface Stop {
  frames: Frame[];
  exception: Runtime.RemoteObject | undefined;
}

type Command = (args: Json) => Json | Promise<Json>;

/**
 * JupyterLab's debugger: the Debug Adapter Protocol over V8's inspector. It lives on the thread of the sockets, for a
 * session of the main thread's own could not go on once that thread is paused. Until a front end turns the debugger
 * on, all it does is to remember the cells.
 */
export class CellDebugger {
  readonly #language: LanguageService;
  readonly #event: (event: Json) => void;
  readonly #cells = new DebugCells();
  readonly #commands: Record<string, Command>;
  #attached: Attached | undefined;
  /** Looks at variables while nothing is paused, without the cost of debugging. */
  #panel: { client: InspectorClient; variables: Variables } | undefined;
  #stop: Stop | undefined;
  /** Why the code is expected to pause next, if we asked for it. */
  #awaited: "step" | "pause" | undefined;
  #filters = new Set<string>();
  #sequence = 0;

  /** @param event publishes a `debug_event` */
  constructor(language: LanguageService, event: (event: Json) => void) {
    this.#language = language;
    this.#event = event;
    this.#commands = {
      initialize: () => CAPABILITIES,
      attach: () => this.#attach(),
      launch: () => this.#attach(),
      configurationDone: () => ({}),
      debugInfo: () => this.#info(),
      dumpCell: (args) => this.#dumpCell(text(args, "code")),
      setBreakpoints: (args) => this.#setBreakpoints(args),
      setExceptionBreakpoints: (args) => this.#setExceptionBreakpoints(args),
      source: (args) => this.#source(args),
      modules: () => this.#modules(),
      loadedSources: () => ({ sources: this.#cells.paths().map((path) => ({ path })) }),
      threads: () => ({ threads: [{ id: THREAD, name: "Cells" }] }),
      stackTrace: (args) => this.#stackTrace(args),
      scopes: (args) => this.#scopes(args),
      variables: (args) => this.#variables(args),
      setVariable: (args) => this.#setVariable(args),
      inspectVariables: () => this.#inspectVariables(),
      richInspectVariables: (args) => this.#richInspect(args),
      copyToGlobals: (args) => this.#copyToGlobals(args),
      evaluate: (args) => this.#evaluate(args),
      exceptionInfo: () => this.#exceptionInfo(),
      continue: async () => {
        await this.#go("Debugger.resume");
        return { allThreadsContinued: true };
      },
      next: () => this.#go("Debugger.stepOver", "step"),
      stepIn: () => this.#go("Debugger.stepInto", "step"),
      stepOut: () => this.#go("Debugger.stepOut", "step"),
      pause: () => this.#pause(),
      disconnect: () => this.#detach(),
      terminate: () => this.#detach(),
    };
  }

  /** Content of the `debug_reply` to a `debug_request`. */
  async answer(content: Json): Promise<Json> {
    const request: DapRequest = {
      seq: integer(content, "seq", 0),
      command: text(content, "command"),
      arguments: object(content.arguments),
    };
    const reply = (rest: Json): Json => ({
      type: "response",
      request_seq: request.seq,
      seq: ++this.#sequence,
      command: request.command,
      ...rest,
    });
    try {
      const command = this.#commands[request.command];
      if (!command) throw new Error(`the kernel's debugger does not know the command ${request.command}`);
      return reply({ success: true, body: await command(request.arguments) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return reply({ success: false, message, body: { error: { id: 1, format: message } } });
    }
  }

  /** Called before a cell runs: remembers it and, when debugging, sets its breakpoints. */
  async before(program: CellProgram): Promise<void> {
    this.#cells.remember(program);
    if (!this.#attached) return;
    this.#awaited = undefined;
    const run = this.#cells.run(program.origin);
    if (run) await this.#attached.breakpoints.arm(run);
  }

  /** Ends the paused cell, if one is paused; the interrupt then stops it like any other. */
  async interrupt(): Promise<void> {
    if (this.#stop) await this.#attached?.client.post("Debugger.resume", { terminateOnResume: true });
  }

  /** Lets go of the main thread, which would otherwise wait for us at its exit. */
  disconnect(): void {
    this.#attached?.client.disconnect();
    this.#panel?.client.disconnect();
    this.#attached = undefined;
    this.#panel = undefined;
    this.#stop = undefined;
  }

  async #attach(): Promise<Json> {
    if (!this.#attached) {
      const client = new InspectorClient();
      const scripts = new Map<string, string>();
      client.onScript((scriptId, url) => {
        if (url.startsWith(CELL_URL_PREFIX)) scripts.set(scriptId, url);
      });
      client.onPaused((paused) => void this.#paused(paused));
      client.onResumed(() => this.#resumed());
      this.#attached = {
        client,
        scripts,
        variables: new Variables(client),
        breakpoints: new Breakpoints(client, this.#cells),
      };
      await client.post("Debugger.enable");
      await client.post("Debugger.setBlackboxPatterns", { patterns: BLACK_BOXES });
    }
    this.#say("initialized");
    return {};
  }

  async #detach(): Promise<Json> {
    const attached = this.#attached;
    if (!attached) return {};
    this.#filters = new Set();
    this.#awaited = undefined;
    if (this.#stop) await attached.client.post("Debugger.resume").catch(() => {});
    await attached.client.post("Debugger.disable");
    attached.client.disconnect();
    this.#attached = undefined;
    this.#stop = undefined;
    return {};
  }

  #info(): Json {
    return {
      isStarted: this.#attached !== undefined,
      ...NAMING,
      breakpoints: this.#attached?.breakpoints.list() ?? [],
      stoppedThreads: this.#stop ? [THREAD] : [],
      richRendering: true,
      exceptionPaths: ["raised", "uncaught"],
      copyToGlobals: true,
    };
  }

  #dumpCell(code: string): Json {
    const lines = this.#language
      .translate(code)
      .then((translated) => (translated.ok ? new LineMap(translated.map) : undefined))
      .catch(() => undefined);
    return { sourcePath: this.#cells.tell(code, lines) };
  }

  async #setBreakpoints(args: Json): Promise<Json> {
    const { breakpoints } = this.#on();
    const wanted = Array.isArray(args.breakpoints) ? args.breakpoints : [];
    const path = text(object(args.source), "path");
    return { breakpoints: await breakpoints.set(path, wanted, (one) => this.#javascript(one)) };
  }

  async #setExceptionBreakpoints(args: Json): Promise<Json> {
    const filters = Array.isArray(args.filters) ? args.filters.map(String) : [];
    this.#filters = new Set(filters.filter((one) => one === "raised" || one === "uncaught"));
    const state = this.#filters.size > 0 ? "all" : "none";
    await this.#on().client.post("Debugger.setPauseOnExceptions", { state });
    return { breakpoints: filters.map((one) => ({ verified: this.#filters.has(one) })) };
  }

  #source(args: Json): Json {
    const path = text(object(args.source), "path");
    const content = this.#cells.source(path);
    if (content === undefined) throw new Error(`there is no cell with the path ${path}`);
    return { content, mimeType: "application/typescript" };
  }

  #modules(): Json {
    const modules = this.#cells.paths().map((path, id) => ({ id, name: path.split(/[\\/]/).at(-1), path }));
    return { modules, totalModules: modules.length };
  }

  async #paused({ callFrames, reason, hitBreakpoints, data }: Paused): Promise<void> {
    const attached = this.#attached;
    if (!attached) return;
    const frames = callFrames.flatMap((callFrame, at): Frame[] => {
      const { scriptId, lineNumber, columnNumber = 0 } = callFrame.location;
      const url = attached.scripts.get(scriptId) ?? callFrame.url;
      const place = this.#cells.place(url, lineNumber, columnNumber);
      if (!place) return [];
      const name = callFrame.functionName || `Cell [${place.run.count}]`;
      const path = place.run.path;
      const source = { name: `Cell [${place.run.count}]`, path };
      return [{ id: at + 1, callFrame, name, line: place.line, column: place.column, source }];
    });
    const exception = reason === "exception" || reason === "promiseRejection";
    const details = data as (Runtime.RemoteObject & { uncaught?: boolean }) | undefined;
    const top = callFrames[0];
    const inCell = frames[0]?.callFrame === top;
    const unwanted =
      frames.length === 0 || (exception && !this.#filters.has("raised") && (await this.#isCaught(frames)));
    if (unwanted || (!inCell && this.#awaited === "step")) {
      await attached.client.post(this.#awaited === "step" ? "Debugger.stepOut" : "Debugger.resume");
      return;
    }
    this.#stop = { frames, exception: exception ? details : undefined };
    const why = exception
      ? "exception"
      : hitBreakpoints?.length
        ? "breakpoint"
        : (this.#awaited ?? "breakpoint");
    this.#awaited = undefined;
    const description = details && exception ? describe(details) : undefined;
    this.#say("stopped", {
      reason: why,
      threadId: THREAD,
      allThreadsStopped: true,
      preserveFocusHint: false,
      ...(description === undefined ? {} : { text: description, description }),
    });
  }

  /** Whether code of the notebook around the place of a throw catches it; V8 counts our own waiting as catching. */
  async #isCaught(frames: readonly Frame[]): Promise<boolean> {
    for (const { source, line, column } of frames) {
      const cell = this.#cells.source(text(source, "path"));
      if (cell !== undefined && (await this.#language.isCaught(cell, line, column))) return true;
    }
    return false;
  }

  #resumed(): void {
    if (!this.#stop) return;
    this.#stop = undefined;
    void this.#attached?.variables.clear();
    this.#say("continued", { threadId: THREAD, allThreadsContinued: true });
  }

  async #go(method: string, awaited?: "step"): Promise<Json> {
    const { client } = this.#on();
    this.#stopped();
    this.#awaited = awaited;
    await client.post(method);
    return {};
  }

  async #pause(): Promise<Json> {
    if (this.#stop) return {};
    this.#awaited = "pause";
    await this.#on().client.post("Debugger.pause");
    return {};
  }

  #stackTrace(args: Json): Json {
    const frames = this.#stop?.frames ?? [];
    const from = integer(args, "startFrame", 0);
    const levels = integer(args, "levels", 0) || frames.length;
    const stackFrames = frames
      .slice(from, from + levels)
      .map(({ id, name, line, column, source }) => ({ id, name, line, column, source }));
    return { stackFrames, totalFrames: frames.length };
  }

  /** The innermost variables first; those of the notebook, and of nothing else global, last. */
  #scopes(args: Json): Json {
    const { variables } = this.#on();
    const { callFrame } = this.#frame(args);
    const of = (...types: string[]) => callFrame.scopeChain.filter(({ type }) => types.includes(type));
    const groups: [string, V8.Scope[]][] = [
      ["Locals", of("local", "block", "catch", "with", "eval", "module", "wasm-expression-stack")],
      ["Closure", of("closure")],
      ["Globals", of("script")],
    ];
    const scopes = groups
      .filter(([, chain]) => chain.length > 0)
      .map(([name, chain]) => ({
        name,
        presentationHint: name === "Locals" ? "locals" : name.toLowerCase(),
        variablesReference: variables.addScope(chain, callFrame.callFrameId),
        expensive: false,
      }));
    return { scopes };
  }

  async #variables(args: Json): Promise<Json> {
    const count = integer(args, "count", 0) || undefined;
    const start = typeof args.start === "number" ? args.start : count === undefined ? undefined : 0;
    const reference = integer(args, "variablesReference", 0);
    const list = await this.#looking().variables.children(reference, text(args, "filter"), start, count);
    return { variables: list.map(forPanel) };
  }

  async #setVariable(args: Json): Promise<Json> {
    const value = await this.#javascript(text(args, "value"));
    const frame = this.#stop?.frames[0]?.callFrame.callFrameId;
    const reference = integer(args, "variablesReference", 0);
    const { name, ...set } = await this.#looking().variables.set(reference, text(args, "name"), value, frame);
    return set;
  }

  async #inspectVariables(): Promise<Json> {
    const { client, variables } = this.#looking();
    if (!this.#stop) await variables.clear();
    const { objectId } = await notebookVariables(client);
    if (objectId === undefined) return { variables: [] };
    const { variablesReference } = variables.variable("", { type: "object", objectId });
    const list = await variables.children(variablesReference);
    return { variables: list.map((one) => forPanel({ ...one, evaluateName: one.name })) };
  }

  /** The MIME bundle by which the value of a variable would be shown as a result. */
  async #richInspect(args: Json): Promise<Json> {
    const name = text(args, "variableName");
    const { client } = this.#looking();
    const remote =
      this.#stop && typeof args.frameId === "number"
        ? await evaluateInFrame(client, this.#frame(args).callFrame.callFrameId, name)
        : await evaluateOnTop(client, name, this.#stop ? AT_ONCE : {});
    const { objectId } = await evaluateOnTop(client, `globalThis[Symbol.for("${SHOW}")]`, AT_ONCE);
    const { value, unserializableValue, type } = remote;
    const primitive =
      type === "undefined" ? {} : unserializableValue === undefined ? { value } : { unserializableValue };
    const reply = await client.post<Runtime.CallFunctionOnReturnType>("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: "function (value) { return this(value); }",
      arguments: [remote.objectId === undefined ? primitive : { objectId: remote.objectId }],
      returnByValue: true,
      awaitPromise: !this.#stop,
    });
    if (reply.exceptionDetails) throw new Error(`${name} failed to draw itself`);
    return { data: {}, metadata: {}, ...object(reply.result.value) };
  }

  async #copyToGlobals(args: Json): Promise<Json> {
    const { client } = this.#on();
    const from = text(args, "srcVariableName");
    const to = text(args, "dstVariableName");
    for (const name of [from, to])
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) throw new Error(`"${name}" is no name`);
    const { callFrame } = this.#frame({ frameId: args.srcFrameId });
    const { names } = await client.post<Runtime.GlobalLexicalScopeNamesReturnType>(
      "Runtime.globalLexicalScopeNames",
    );
    // A name of the notebook's is assigned to; a new one becomes a global, and the checker is told of it.
    const target = names.includes(to) ? to : `globalThis.${to}`;
    if (!names.includes(to)) await this.#language.compile(`let ${to}: any;`);
    const copy = `(${target} = ${from})`;
    const value = await evaluateInFrame(client, callFrame.callFrameId, copy);
    return { value: describe(value) };
  }

  async #evaluate(args: Json): Promise<Json> {
    const { client, variables } = this.#looking();
    const expression = await this.#javascript(text(args, "expression"));
    const remote =
      this.#stop && typeof args.frameId === "number"
        ? await evaluateInFrame(client, this.#frame(args).callFrame.callFrameId, expression)
        : await evaluateOnTop(client, expression, this.#stop ? AT_ONCE : {});
    const { value, name, ...rest } = variables.variable("", remote);
    return { result: value, ...rest };
  }

  #exceptionInfo(): Json {
    const exception = this.#stop?.exception;
    if (!exception) throw new Error("the code has not stopped at an exception");
    const { className = exception.type } = exception;
    return { exceptionId: className, description: describe(exception), breakMode: "always" };
  }

  /** The JavaScript of an expression in TypeScript. */
  async #javascript(expression: string): Promise<string> {
    const inner = expression.trim().replace(/;$/, "");
    const wrapped = /^(\{|function\b|class\b)/.test(inner) ? `(${inner})` : inner;
    const translated = await this.#language.translate(wrapped);
    if (!translated.ok) throw new Error(translated.errors[0]?.message ?? `cannot read ${expression}`);
    return translated.code.trim().replace(/;$/, "");
  }

  #frame(args: Json): Frame {
    const frames = this.#stopped().frames;
    const id = integer(args, "frameId", 0);
    const frame = frames.find((one) => one.id === id) ?? (id === 0 ? frames[0] : undefined);
    if (!frame) throw new Error(`there is no frame ${id}; the code has stopped anew since`);
    return frame;
  }

  #stopped(): Stop {
    if (!this.#stop) throw new Error("the code is not stopped");
    return this.#stop;
  }

  #on(): Attached {
    if (!this.#attached) throw new Error("the debugger is not attached");
    return this.#attached;
  }

  /** The session to look with: the debugger's, or one that debugs nothing. */
  #looking(): { client: InspectorClient; variables: Variables } {
    if (this.#attached) return this.#attached;
    if (!this.#panel) {
      const client = new InspectorClient();
      this.#panel = { client, variables: new Variables(client) };
    }
    return this.#panel;
  }

  #say(event: string, body: Json = {}): void {
    this.#event({ type: "event", seq: ++this.#sequence, event, body });
  }
}

/** JupyterLab's tree shows the type instead of the value where it is told one. */
const forPanel = <Row extends { type?: string }>({ type, ...row }: Row): Omit<Row, "type"> => row;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
