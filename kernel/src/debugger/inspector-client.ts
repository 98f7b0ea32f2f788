import { type Debugger, type InspectorNotification, Session } from "node:inspector";

export type Paused = Debugger.PausedEventDataType;

/** A session with the inspector of the main thread, from this thread: it can pause what runs there. */
export class InspectorClient {
  readonly #session = new Session();

  constructor() {
    this.#session.connectToMainThread();
  }

  post<Result>(method: string, parameters: object = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, parameters, (error, reply) => {
        if (error) reject(new Error(error.message));
        else resolve(reply as Result);
      });
    });
  }

  onScript(handle: (scriptId: string, url: string) => void): void {
    this.#session.on(
      "Debugger.scriptParsed",
      ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>) =>
        handle(params.scriptId, params.url),
    );
  }

  onPaused(handle: (paused: Paused) => void): void {
    this.#session.on("Debugger.paused", ({ params }: InspectorNotification<Paused>) => handle(params));
  }

  onResumed(handle: () => void): void {
    this.#session.on("Debugger.resumed", handle);
  }

  disconnect(): void {
    this.#session.disconnect();
  }
}
