// What a thread of the built library starts with (lib/src/node/executor/threads.ts).
const { load, worker } = require("./load.js");

module.exports = load(worker).run().default;
