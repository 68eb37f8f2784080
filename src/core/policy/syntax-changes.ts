import { forEachChild, type SyntaxNode } from "unbash";

const SETTERS = /^(read|printf|mapfile|readarray|getopts|unset|let|export|declare|typeset|local|readonly)$/;

/** The variables that something inside `node` may set; `*` when they cannot be known. */
export function variablesSet(node: SyntaxNode): readonly string[] {
  const names: string[] = [];
  const visit = (child: SyntaxNode): void => {
    if (child.type === "Assignment") names.push(child.name);
    if (child.type === "For" || child.type === "Select") names.push(child.name.value);
    if (child.type === "Command" && child.name !== undefined) {
      if (SETTERS.test(child.name.value))
        names.push(...child.args.map((arg) => (arg.type === "Word" ? arg.value : arg.name)));
      if (/^(eval|source|\.)$/.test(child.name.value)) names.push("*");
    }
    if (child.type === "ParameterExpansion" && child.operation?.operator.includes("="))
      names.push(child.parameter);
    if (child.type === "ArithmeticWord") names.push(child.value);
    forEachChild(child, visit);
  };
  visit(node);
  return names;
}

/** Whether something inside `node` may change the folder. */
export function movesFolder(node: SyntaxNode): boolean {
  let moves = false;
  const visit = (child: SyntaxNode): void => {
    if (child.type === "Command" && /^(cd|pushd|popd|eval|source|\.)$/.test(child.name?.value ?? ""))
      moves = true;
    if (!moves) forEachChild(child, visit);
  };
  visit(node);
  return moves;
}
