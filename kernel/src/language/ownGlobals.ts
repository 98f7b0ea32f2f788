import ts = require("typescript");

import type { Draft } from "./scope.js";

/** Globals of JavaScript and Node. This thread has those of the main one, without the preload. */
const PLATFORM: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(globalThis));

const isTopLevel = (declaration: ts.Declaration): boolean => {
  let node: ts.Node = declaration;
  for (; !ts.isSourceFile(node); node = node.parent) {
    const inner =
      ts.isBlock(node) || ts.isFunctionLike(node) || ts.isModuleBlock(node) || ts.isClassLike(node);
    if (node !== declaration && inner && !isVar(declaration)) return false;
    if (node !== declaration && (ts.isFunctionLike(node) || ts.isModuleBlock(node) || ts.isClassLike(node)))
      return false;
  }
  return true;
};

/** `var` belongs to the cell from within any block. */
function isVar(declaration: ts.Declaration): boolean {
  const list = ts.findAncestor(declaration, ts.isVariableDeclarationList);
  return list !== undefined && !(list.flags & ts.NodeFlags.BlockScoped);
}

/**
 * Where (offsets) a cell's text speaks of a cell's own declaration that has the name of a global of the platform:
 * `let process = 5`, and `process` in the cells after it.
 */
export function ownGlobals(
  program: ts.Program | undefined,
  cell: string,
  draft: Draft,
  length: number,
): (offset: number) => boolean {
  const own = new Set([...draft.declared.keys(), ...draft.taken].filter((name) => PLATFORM.has(name)));
  const file = own.size > 0 ? program?.getSourceFile(cell) : undefined;
  if (!program || !file) return () => false;
  const checker = program.getTypeChecker();
  const offsets = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (node.pos >= length) return;
    if (ts.isIdentifier(node) && own.has(node.text)) {
      const symbol = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : ts.isBindingElement(node.parent) && node.parent.propertyName === node
          ? undefined
          : checker.getSymbolAtLocation(node);
      const named = symbol?.declarations?.some(
        (one) => one.getSourceFile() === file && !isMember(one) && isTopLevel(one),
      );
      if (named) offsets.add(node.getStart(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return (offset) => offsets.has(offset);
}

const isMember = (declaration: ts.Declaration): boolean =>
  ts.isClassElement(declaration) ||
  ts.isTypeElement(declaration) ||
  ts.isObjectLiteralElement(declaration) ||
  ts.isEnumMember(declaration) ||
  ts.isParameter(declaration);
