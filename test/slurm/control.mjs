// A process that controls a job, for tests that kill it: `node control.mjs <json of options> <json of shards>`.
import { slurmExecutor } from "../../lib/dist/node/main.js";

const [options, shards] = process.argv.slice(2).map((text) => JSON.parse(text));
const progress = (done) => process.stdout.write(`${done}\n`);
try {
  await slurmExecutor(options).map({ name: "test.square" }, shards, { progress });
} catch (error) {
  process.stdout.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
