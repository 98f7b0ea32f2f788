import { readdirSync } from "node:fs";
import { resolve } from "node:path";

import ts = require("typescript");

import type { Completion } from "./language.js";

export interface OpenString {
  /** What is typed between the quote and the cursor, and where that begins. */
  typed: string;
  start: number;
  /** The value whose method is called, or whose element is taken, with the string: `table` of `table.column("`. */
  receiver?: string;
  /** Whether it names a module, which TypeScript completes. */
  isModule: boolean;
}

/** Whether an expression only reads: names, their members and elements by literals. */
const onlyReads = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  (ts.isPropertyAccessExpression(node) && onlyReads(node.expression)) ||
  (ts.isElementAccessExpression(node) &&
    ts.isLiteralExpression(node.argumentExpression) &&
    onlyReads(node.expression)) ||
  (ts.isNonNullExpression(node) && onlyReads(node.expression));

function receiverOf(node: ts.Node): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) return parent.expression;
  const list = ts.isArrayLiteralExpression(parent) ? parent : node;
  const call = list.parent;
  if (!ts.isCallExpression(call) || !call.arguments.includes(list as ts.Expression)) return undefined;
  return ts.isPropertyAccessExpression(call.expression) ? call.expression.expression : undefined;
}

/** The string literal the cursor stands in, if it does. */
export function stringAt(text: string, offset: number): OpenString | undefined {
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext, true);
  const find = (node: ts.Node): ts.StringLiteralLike | undefined => {
    if (ts.isStringLiteralLike(node)) {
      const closed = text[node.end - 1] === text[node.getStart(file)] && node.end - node.getStart(file) > 1;
      const inside = node.getStart(file) < offset && (offset < node.end || (offset === node.end && !closed));
      return inside ? node : undefined;
    }
    return ts.forEachChild(node, (child) =>
      child.pos <= offset && offset <= child.end ? find(child) : undefined,
    );
  };
  const node = find(file);
  if (!node) return undefined;
  const start = node.getStart(file) + 1;
  const { parent } = node;
  const called = ts.isCallExpression(parent) ? parent.expression : undefined;
  const isModule =
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    called?.kind === ts.SyntaxKind.ImportKeyword ||
    (called !== undefined && ts.isIdentifier(called) && called.text === "require");
  const receiver = receiverOf(node);
  return {
    typed: text.slice(start, offset),
    start,
    isModule,
    ...(receiver && onlyReads(receiver) ? { receiver: receiver.getText(file).replaceAll("!", "") } : {}),
  };
}

/** Files and folders a path being typed may become; hidden ones only after a dot. */
export function pathsFor(typed: string, directory: string): { items: Completion[]; length: number } {
  const cut = Math.max(typed.lastIndexOf("/"), typed.lastIndexOf("\\")) + 1;
  const begun = typed.slice(cut);
  try {
    const entries = readdirSync(resolve(directory, typed.slice(0, cut)), { withFileTypes: true });
    const items = entries
      .filter(({ name }) => name.startsWith(begun) && (begun.startsWith(".") || !name.startsWith(".")))
      .map((entry) =>
        entry.isDirectory()
          ? { text: `${entry.name}/`, kind: "directory" }
          : { text: entry.name, kind: "file" },
      )
      .toSorted((a, b) => (a.text < b.text ? -1 : 1));
    return { items, length: begun.length };
  } catch {
    return { items: [], length: 0 };
  }
}
