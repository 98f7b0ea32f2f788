import { register } from "node:module";
import { MessageChannel, type Worker } from "node:worker_threads";

/** Makes the user's files importable, TypeScript and edited ones too; done at the first such import, for it costs a thread. */
export function makeRegistration(language: Worker, cells: string): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    const { port1, port2 } = new MessageChannel();
    language.postMessage({ port: port1 }, [port1]);
    register("./hooks.js", import.meta.url, { data: { port: port2, cells }, transferList: [port2] });
    process.setSourceMapsEnabled(true);
  };
}
