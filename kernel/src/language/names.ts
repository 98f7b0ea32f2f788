import ts = require("typescript");

import { boundNames } from "./assignmentPattern.js";

/**
 * How a later cell gets at a name: `let` and `const` values by their type alone, so that assigning to them is
 * judged as in one program; everything with a meaning as a type as an `alias`, which carries all meanings.
 */
export type NameKind = "let" | "const" | "alias";

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const { name, namedBindings } = importClause ?? {};
  const out = name ? [name.text] : [];
  if (namedBindings && ts.isNamespaceImport(namedBindings)) out.push(namedBindings.name.text);
  else if (namedBindings) out.push(...namedBindings.elements.map((element) => element.name.text));
  return out;
}

/** `var`s inside blocks, which belong to the cell as a whole. */
function nestedVars(node: ts.Node, add: (name: string) => void): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
  if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
    for (const { name } of node.declarations) for (const bound of boundNames(name)) add(bound);
  }
  ts.forEachChild(node, (child) => nestedVars(child, add));
}

/** The names a cell declares for the cells after it. */
export function declaredNames(file: ts.SourceFile): Map<string, NameKind> {
  const names = new Map<string, NameKind>();
  const add = (name: string, kind: NameKind) => {
    names.set(name, names.has(name) && names.get(name) !== kind ? "alias" : kind);
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      const { flags, declarations } = statement.declarationList;
      const kind = flags & ts.NodeFlags.Const || flags & ts.NodeFlags.Using ? "const" : "let";
      for (const { name } of declarations) for (const bound of boundNames(name)) add(bound, kind);
    } else if (ts.isImportDeclaration(statement)) {
      for (const name of importedNames(statement)) add(name, "alias");
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isImportEqualsDeclaration(statement)
    ) {
      if (statement.name) add(statement.name.text, "alias");
    } else if (ts.isModuleDeclaration(statement)) {
      if (ts.isIdentifier(statement.name) && statement.name.text !== "global")
        add(statement.name.text, "alias");
    } else nestedVars(statement, (name) => add(name, "let"));
  }
  return names;
}

/** What `declare global` and `declare module "…"` add: `global/Array/second`, `node:path/PlatformPath/ours`. */
export function augmentedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const nameOf = (node: ts.Node & { name?: ts.Node | undefined }) => node.name?.getText(file) ?? "";
  const add = (owner: string, statement: ts.Statement): void => {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations)
        names.add(`${owner}/${name.getText(file)}`);
    } else if (ts.isInterfaceDeclaration(statement)) {
      for (const member of statement.members) names.add(`${owner}/${nameOf(statement)}/${nameOf(member)}`);
    } else if (ts.isModuleDeclaration(statement)) {
      inside(`${owner}/${nameOf(statement)}`, statement);
    } else names.add(`${owner}/${nameOf(statement as ts.DeclarationStatement)}`);
  };
  const inside = (owner: string, { body }: ts.ModuleDeclaration): void => {
    if (body && ts.isModuleBlock(body)) for (const statement of body.statements) add(owner, statement);
    else if (body && ts.isModuleDeclaration(body)) inside(`${owner}/${nameOf(body)}`, body);
  };
  for (const statement of file.statements) {
    if (!ts.isModuleDeclaration(statement)) continue;
    const { name } = statement;
    if (ts.isStringLiteral(name) || name.text === "global") inside(name.text, statement);
  }
  return names;
}

/** Names already exported by the user's own `export` keywords. */
export function exportedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    const exported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const asDefault =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    ) {
      for (const { name } of statement.exportClause.elements) names.add(name.text);
    } else if (exported && !asDefault) {
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations)
          for (const bound of boundNames(name)) names.add(bound);
      } else if ("name" in statement && statement.name && ts.isIdentifier(statement.name as ts.Node)) {
        names.add((statement.name as ts.Identifier).text);
      }
    }
  }
  return names;
}

/** Every identifier a text mentions, bound or free. */
export function mentionedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}
