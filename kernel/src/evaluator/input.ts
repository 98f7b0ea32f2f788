import type { Rpc } from "../threads/rpc.js";
import { currentOrigin } from "./origin.js";
import { defineGlobal } from "./scope.js";

/** The globals `input` and `getpass`: a line typed by the person before the notebook. */
export function installInput(rpc: Rpc): void {
  const ask = async (prompt: unknown, password: boolean): Promise<string> => {
    const answer = await rpc.call<{ value: string } | { refused: string }>(
      "input",
      currentOrigin(),
      String(prompt),
      password,
    );
    if ("refused" in answer) throw new Error(answer.refused);
    return answer.value;
  };
  defineGlobal("input", (prompt: unknown = "") => ask(prompt, false));
  defineGlobal("getpass", (prompt: unknown = "Password: ") => ask(prompt, true));
}
