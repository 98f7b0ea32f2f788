import ts = require("typescript");

const { factory } = ts;

const target = (name: ts.BindingName): ts.Expression =>
  ts.isIdentifier(name) ? name : assignmentPattern(name);

const withDefault = (name: ts.BindingName, initializer: ts.Expression | undefined): ts.Expression =>
  initializer ? factory.createAssignment(target(name), initializer) : target(name);

function property({ dotDotDotToken, propertyName, name, initializer }: ts.BindingElement) {
  if (dotDotDotToken) return factory.createSpreadAssignment(target(name));
  if (propertyName) return factory.createPropertyAssignment(propertyName, withDefault(name, initializer));
  return factory.createShorthandPropertyAssignment(name as ts.Identifier, initializer);
}

/** The pattern of a declaration (`{ a, b: [c = 1] }` after `var`) as one that assigns to names declared elsewhere. */
export function assignmentPattern(pattern: ts.BindingPattern): ts.Expression {
  if (ts.isObjectBindingPattern(pattern))
    return factory.createObjectLiteralExpression(pattern.elements.map(property));
  return factory.createArrayLiteralExpression(
    pattern.elements.map((element) => {
      if (ts.isOmittedExpression(element)) return element;
      if (element.dotDotDotToken) return factory.createSpreadElement(target(element.name));
      return withDefault(element.name, element.initializer);
    }),
  );
}

/** The names a declaration binds. */
export const boundNames = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
