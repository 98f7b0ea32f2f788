import ts = require("typescript");

import { assignmentPattern, boundNames } from "./assignmentPattern.js";
import { compilerOptions } from "./program.js";

const RUNTIME = "__ewald";
const { factory } = ts;

const runtime = (member: string) =>
  factory.createPropertyAccessExpression(factory.createIdentifier(RUNTIME), member);

const at = <N extends ts.Node>(node: N, source: ts.Node): N =>
  ts.setTextRange(ts.setOriginalNode(node, source), source);

const letList = (declarations: readonly ts.VariableDeclaration[]) =>
  factory.createVariableDeclarationList(declarations, ts.NodeFlags.Let);

function attributes(node: ts.ImportDeclaration): ts.Expression[] {
  const elements = node.attributes?.elements;
  if (!elements) return [];
  const entries = elements.map(({ name, value }) => factory.createPropertyAssignment(name, value));
  return [
    factory.createObjectLiteralExpression([
      factory.createPropertyAssignment("with", factory.createObjectLiteralExpression(entries)),
    ]),
  ];
}

/** `import d, { a as b } from "m"` → `let { default: d, a: b } = await __ewald.import("m", ["default", "a"])`. */
function importStatements(node: ts.ImportDeclaration, isTypeOnly: (name: string) => boolean): ts.Statement[] {
  const { importClause, moduleSpecifier } = node;
  if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const load = (names: readonly string[]) =>
    factory.createAwaitExpression(
      factory.createCallExpression(runtime("import"), undefined, [
        moduleSpecifier,
        factory.createArrayLiteralExpression(names.map((name) => factory.createStringLiteral(name))),
        ...attributes(node),
      ]),
    );
  const declare = (name: ts.BindingName, names: readonly string[]) =>
    at(
      factory.createVariableStatement(
        undefined,
        letList([
          at(factory.createVariableDeclaration(name, undefined, undefined, at(load(names), node)), node),
        ]),
      ),
      node,
    );
  if (!importClause) return [at(factory.createExpressionStatement(load([])), node)];
  const picked: { from: string; name: ts.Identifier }[] = [];
  const out: ts.Statement[] = [];
  if (importClause.name && !isTypeOnly(importClause.name.text))
    picked.push({ from: "default", name: importClause.name });
  const bindings = importClause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) {
    out.push(declare(factory.createIdentifier(bindings.name.text), []));
  } else if (bindings) {
    for (const { isTypeOnly: marked, name, propertyName } of bindings.elements) {
      if (!marked && !isTypeOnly(name.text)) picked.push({ from: (propertyName ?? name).text, name });
    }
  }
  const onlyTypes =
    picked.length === 0 &&
    out.length === 0 &&
    (importClause.name || (bindings && ts.isNamedImports(bindings) && bindings.elements.length > 0));
  if (onlyTypes) return [];
  if (picked.length > 0 || out.length === 0) {
    const elements = picked.map(({ from, name }) =>
      factory.createBindingElement(
        undefined,
        factory.createStringLiteral(from),
        factory.createIdentifier(name.text),
      ),
    );
    out.unshift(
      declare(
        factory.createObjectBindingPattern(elements),
        picked.map(({ from }) => from),
      ),
    );
  }
  return out;
}

const qualified = (name: ts.EntityName): ts.Expression =>
  ts.isIdentifier(name)
    ? name
    : factory.createPropertyAccessExpression(qualified(name.left), factory.createIdentifier(name.right.text));

/** `import a = require("m")` and `import a = N.b` → `let a = …`. */
function aliasStatement(node: ts.ImportEqualsDeclaration): ts.Statement {
  const { name, moduleReference } = node;
  const value = ts.isExternalModuleReference(moduleReference)
    ? factory.createCallExpression(factory.createIdentifier("require"), undefined, [
        moduleReference.expression,
      ])
    : qualified(moduleReference);
  const declaration = factory.createVariableDeclaration(name.text, undefined, undefined, at(value, node));
  return at(factory.createVariableStatement(undefined, letList([at(declaration, node)])), node);
}

const withoutExport = (modifiers: readonly ts.ModifierLike[] | undefined) =>
  modifiers?.filter(
    ({ kind }) => kind !== ts.SyntaxKind.ExportKeyword && kind !== ts.SyntaxKind.DefaultKeyword,
  );

/** Before TypeScript's own translation: modules become loads at run time, so that a cell is a script. */
function modulesToLoads(isTypeOnly: (name: string) => boolean): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const call = factory.createCallExpression(runtime("dynamicImport"), undefined, node.arguments);
        return ts.visitEachChild(at(call, node), visit, context);
      }
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
        return at(runtime("meta"), node);
      return ts.visitEachChild(node, visit, context);
    };
    const imports: ts.Statement[] = [];
    const rest: ts.Statement[] = [];
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement)) imports.push(...importStatements(statement, isTypeOnly));
      else if (ts.isImportEqualsDeclaration(statement)) {
        if (!statement.isTypeOnly && !isTypeOnly(statement.name.text)) rest.push(aliasStatement(statement));
      } else if (ts.isExportDeclaration(statement)) continue;
      else if (ts.isExportAssignment(statement)) {
        rest.push(
          at(
            factory.createExpressionStatement(ts.visitNode(statement.expression, visit) as ts.Expression),
            statement,
          ),
        );
      } else rest.push(bare(ts.visitNode(statement, visit) as ts.Statement));
    }
    return factory.updateSourceFile(file, [...imports, ...rest]);
  };
}

/** The statement without `export` and `default`. */
function bare(node: ts.Statement): ts.Statement {
  if (
    !ts.canHaveModifiers(node) ||
    !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  )
    return node;
  if (ts.isVariableStatement(node))
    return factory.updateVariableStatement(node, withoutExport(node.modifiers), node.declarationList);
  if (ts.isFunctionDeclaration(node)) {
    const { asteriskToken, name, typeParameters, parameters, type, body } = node;
    return factory.updateFunctionDeclaration(
      node,
      withoutExport(node.modifiers) as ts.Modifier[],
      asteriskToken,
      name,
      typeParameters,
      parameters,
      type,
      body,
    );
  }
  if (ts.isClassDeclaration(node)) {
    const { name, typeParameters, heritageClauses, members } = node;
    return factory.updateClassDeclaration(
      node,
      withoutExport(node.modifiers),
      name,
      typeParameters,
      heritageClauses,
      members,
    );
  }
  if (ts.isEnumDeclaration(node))
    return factory.updateEnumDeclaration(node, withoutExport(node.modifiers), node.name, node.members);
  if (ts.isModuleDeclaration(node))
    return factory.updateModuleDeclaration(node, withoutExport(node.modifiers), node.name, node.body);
  return node;
}

/** `function f() {}` → a hoisted `let f = function () {}`: V8's REPL lets only `let` and `class` be declared anew. */
function hoistedFunction(node: ts.FunctionDeclaration): ts.Statement {
  const { modifiers, asteriskToken, parameters, body, name } = node;
  const value = factory.createFunctionExpression(
    modifiers as ts.NodeArray<ts.Modifier> | undefined,
    asteriskToken,
    undefined,
    undefined,
    parameters,
    undefined,
    body ?? factory.createBlock([]),
  );
  return at(
    factory.createVariableStatement(
      undefined,
      letList([
        at(
          factory.createVariableDeclaration(name ?? "default_1", undefined, undefined, at(value, node)),
          node,
        ),
      ]),
    ),
    node,
  );
}

/** After TypeScript's translation: every top-level declaration becomes one that a later cell may replace. */
const declarationsToLet: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const nested: string[] = [];
  /** `var x = 1` wherever it stands → `x = 1`, with a `let x` before everything: it is hoisted and may be repeated. */
  const lift = (node: ts.Node): ts.Node => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return node;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
      nested.push(...node.declarations.flatMap(({ name }) => boundNames(name)));
      const assigned = node.declarations.map(({ name, initializer }): ts.Expression => {
        const place = ts.isIdentifier(name) ? name : assignmentPattern(name);
        return initializer
          ? at(factory.createAssignment(place, ts.visitNode(initializer, lift) as ts.Expression), node)
          : place;
      });
      return assigned.reduce((left, right) => factory.createComma(left, right));
    }
    if (ts.isVariableStatement(node)) {
      const list = lift(node.declarationList);
      return list === node.declarationList
        ? ts.visitEachChild(node, lift, context)
        : at(factory.createExpressionStatement(list as ts.Expression), node);
    }
    return ts.visitEachChild(node, lift, context);
  };
  const functions: ts.Statement[] = [];
  const rest: ts.Statement[] = [];
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) continue;
    if (ts.isFunctionDeclaration(statement)) functions.push(hoistedFunction(statement));
    else if (
      ts.isVariableStatement(statement) &&
      statement.declarationList.flags & ts.NodeFlags.BlockScoped
    ) {
      const list = at(letList(statement.declarationList.declarations), statement.declarationList);
      rest.push(factory.updateVariableStatement(statement, [], list));
    } else rest.push(lift(statement) as ts.Statement);
  }
  const names = [...new Set(nested)];
  const lifted = names.length
    ? [
        factory.createVariableStatement(
          undefined,
          letList(names.map((name) => factory.createVariableDeclaration(name))),
        ),
      ]
    : [];
  return factory.updateSourceFile(file, [...lifted, ...functions, ...rest]);
};

const options = (): ts.CompilerOptions => ({
  ...compilerOptions(),
  noEmit: false,
  sourceMap: true,
  lib: [],
  types: [],
});

/**
 * Translates a cell to JavaScript for V8's REPL mode, with a source map.
 * @param isTypeOnly whether an imported name means nothing at run time
 */
export function emit(
  text: string,
  isTypeOnly: (name: string) => boolean,
): { code: string; map: string; hasValue: boolean } {
  let hasValue = false;
  const look: ts.TransformerFactory<ts.SourceFile> = () => (file) => {
    const last = file.statements.findLast((statement) => !ts.isEmptyStatement(statement));
    hasValue = last !== undefined && (ts.isExpressionStatement(last) || ts.isExportAssignment(last));
    return file;
  };
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName: "cell.ts",
    compilerOptions: options(),
    transformers: { before: [look, modulesToLoads(isTypeOnly)], after: [declarationsToLet] },
  });
  const code = outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  return { code, map: sourceMapText ?? "", hasValue };
}
