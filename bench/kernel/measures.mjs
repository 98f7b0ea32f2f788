// What is measured. Each measure is rounds of one kernel after the other; a measure answers { name: number } per kernel, where
// Infinity means that it never happened (hung, died, lost) and undefined that there is no such thing.
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../support.mjs";
import { startKernel, treeMemory } from "./client.mjs";

export const percentile = (values, p) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
};

/** A cell's time, or what it is when it never came. */
const never = (value) => value ?? Number.POSITIVE_INFINITY;

/** From the start of the process to the first answer and the first cell's reply, ms; and memory when idle. */
export async function starts(kernels, rounds) {
  const found = Object.fromEntries(
    kernels.map(({ name }) => [name, { information: [], cell: [], memory: [] }]),
  );
  for (let round = 0; round <= rounds; round++)
    for (const kernel of kernels) {
      const client = await startKernel(kernel);
      const { information } = client;
      await client.stop();
      // A second start, without the questions in between: what a notebook does when it is opened and run.
      const { Client } = await import("./client.mjs");
      const second = await Client.spawn(kernel);
      const reply = await second.execute(kernel.cells.fresh(round), { patience: 60_000 }).replied;
      if (round > 0) {
        found[kernel.name].information.push(never(information));
        found[kernel.name].cell.push(never(reply));
        if (round === rounds) {
          await sleep(3000);
          found[kernel.name].memory.push(treeMemory(second.process.pid));
        }
      }
      await second.stop();
    }
  return found;
}

/** Milliseconds of a cell in a warm session: the same text, and a text never seen. */
export async function warm(sessions, rounds) {
  const found = Object.fromEntries(sessions.map(({ name }) => [name, { same: [], fresh: [] }]));
  for (let i = 0; i < rounds + 10; i++)
    for (const { name, client, cells } of sessions) {
      const same = await client.run(cells.same);
      const fresh = await client.run(cells.fresh(1000 + i));
      if (i < 10) continue;
      found[name].same.push(never(same));
      found[name].fresh.push(never(fresh));
    }
  return found;
}

/** Milliseconds of completions and inspections asked one after the other while a cell computes for 2 s: all of them. */
export async function introspection(sessions, rounds) {
  const found = Object.fromEntries(sessions.map(({ name }) => [name, { complete: [], inspect: [] }]));
  for (let round = 0; round < rounds; round++)
    for (const { name, client, cells } of sessions) {
      const cell = client.execute(cells.busy);
      await cell.begun;
      await sleep(100);
      let running = true;
      cell.replied.then(() => (running = false));
      for (let i = 0; i < 8 && running; i++)
        // At once, so that those who answer only after the cell are asked for both.
        await Promise.all(
          ["complete", "inspect"].map(async (kind) => {
            const asked = client.request(`${kind}_request`, cells[kind], { patience: 5000 });
            found[name][kind].push(never(await asked.replied));
          }),
        );
      await cell.idle;
    }
  return found;
}

/** Milliseconds from Stop to the cell's reply, for each shape of a cell that does not end by itself. */
export async function interrupts(kernels) {
  const found = {};
  const patience = 3000;
  for (const kernel of kernels) {
    const shapes = (found[kernel.name] = {});
    let client = await startKernel(kernel);
    await client.run(kernel.cells.keep);
    for (const way of kernel.stops)
      for (const [shape, code] of Object.entries(kernel.cells.stop)) {
        const cell = client.execute(code, { patience: 10_000 });
        await cell.begun;
        await sleep(150);
        const sent = performance.now();
        if (way === "signal") client.process.kill("SIGINT");
        else client.request("interrupt_request", {}, { channel: "control", patience });
        // ipykernel's control channel answers interrupt_request by signalling itself, as ours does by the inspector.
        const stopped = await Promise.race([cell.replied, sleep(patience)]);
        let milliseconds = stopped === undefined ? Number.POSITIVE_INFINITY : performance.now() - sent;
        if (stopped !== undefined)
          await client.run(kernel.cells.kept, { patience }).then(
            (ran) => (milliseconds = ran === undefined ? Number.POSITIVE_INFINITY : milliseconds),
            () => (milliseconds = Number.POSITIVE_INFINITY),
          );
        shapes[`${shape}, by ${way}`] = milliseconds;
        if (milliseconds !== Number.POSITIVE_INFINITY) continue;
        client.process.kill("SIGKILL");
        await client.stop();
        client = await startKernel(kernel);
        await client.run(kernel.cells.keep);
      }
    await client.stop();
  }
  return found;
}

const textOf = ({ content }) => content.text ?? content.data?.["text/plain"] ?? "";

/** `count` printed lines: messages, milliseconds until idle, lines that did not come before idle. */
export async function lines(kernels, count, rounds) {
  const found = Object.fromEntries(kernels.map(({ name }) => [name, { messages: [], ms: [], lost: [] }]));
  for (let round = 0; round < rounds; round++)
    for (const kernel of kernels) {
      const client = await startKernel(kernel);
      await client.run(kernel.cells.same);
      const cell = client.execute(kernel.cells.lines(count), { patience: 20_000 });
      const idle = await cell.idle;
      const came = cell.outputs
        .filter(({ type }) => type === "stream")
        .map(textOf)
        .join("");
      const numbers = came.split("\n").filter(Boolean);
      const right = numbers.every((text, i) => Number(text) === i);
      found[kernel.name].messages.push(cell.outputs.length);
      found[kernel.name].ms.push(never(idle));
      found[kernel.name].lost.push(right ? count - numbers.length : count);
      await client.stop();
    }
  return found;
}

/** `count` displays from one cell: seconds until the last came, how many never came. */
export async function outputs(kernels, count) {
  const found = {};
  for (const kernel of kernels) {
    const client = await startKernel(kernel);
    await client.run(kernel.cells.same);
    const cell = client.execute(kernel.cells.outputs(count), { patience: 120_000 });
    await cell.idle;
    // Whoever sends outputs after idle gets a second for them.
    await sleep(1000);
    const seen = new Set(cell.outputs.filter(({ type }) => type === "display_data").map(textOf));
    found[kernel.name] = {
      seconds: (cell.lastOutput ?? Number.POSITIVE_INFINITY) / 1000,
      lost: count - seen.size,
    };
    await client.stop();
  }
  return found;
}

/** Cells one after the other, each with a declaration: how latency and memory of the last tenth compare with the first. */
export async function growth(kernels, cells) {
  const found = {};
  const tenth = Math.floor(cells / 10);
  for (const kernel of kernels) {
    const client = await startKernel(kernel);
    const latency = [];
    const memory = [];
    // What is compiled and collected for the first time is not growth.
    for (let i = 0; i < cells + tenth; i++) {
      latency.push(never(await client.run(kernel.cells.growth(i))));
      if (i === 2 * tenth - 1 || i === cells + tenth - 1) {
        await sleep(2000);
        memory.push(treeMemory(client.process.pid));
      }
    }
    const [first, last] = [latency.slice(tenth, 2 * tenth), latency.slice(-tenth)];
    found[kernel.name] = {
      latency: median(last) / median(first) - 1,
      memory: memory[1] / memory[0] - 1,
      first: median(first),
      last: median(last),
      megabytes: memory,
    };
    await client.stop();
  }
  return found;
}
