import ts = require("typescript");

/** Whether a place (1-based) in a text stands within the `try` of a `catch` in its function. */
export function isCaughtAt(text: string, line: number, column: number): boolean {
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const starts = file.getLineStarts();
  const position = (starts[line - 1] ?? 0) + column - 1;
  const inside = (node: ts.Node) => node.getStart(file) <= position && position < node.end;
  let caught = false;
  const look = (node: ts.Node): void => {
    if (!inside(node)) return;
    // A function's throw is judged by where it is called, which is a frame of its own.
    if (ts.isFunctionLike(node)) caught = false;
    if (ts.isTryStatement(node) && node.catchClause && inside(node.tryBlock)) caught = true;
    ts.forEachChild(node, look);
  };
  ts.forEachChild(file, look);
  return caught;
}
