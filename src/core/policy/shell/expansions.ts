import type { SyntaxNode, Word } from "unbash";
import { wordOf } from "./arithmetic.ts";
import { expandQuoted, type Scope } from "./word-expansion.ts";

/** What an expansion or an operator does besides standing for a text. */
export type Hidden =
  | { readonly kind: "opaque"; readonly because: string; readonly text: string; readonly severe: boolean }
  /** Shows what a variable for secrets holds. */
  | { readonly kind: "secret"; readonly name: string; readonly text: string }
  | { readonly kind: "assign"; readonly name: string }
  /** Gives a variable a number. */
  | { readonly kind: "compute"; readonly name: string }
  /** Evaluates the text of these words as arithmetic. */
  | { readonly kind: "evaluate"; readonly words: readonly Word[] }
  /** Takes this word for the name of a variable, and evaluates its index. */
  | { readonly kind: "name"; readonly word: Word };

const COMPARES_NUMBERS = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);
const NAMES_VARIABLE = new Set(["-v", "-R"]);

/** What one node hides, in the order in which bash does it; what stands inside it has nodes of its own. */
export function hiddenIn(node: SyntaxNode): readonly Hidden[] {
  switch (node.type) {
    case "SimpleExpansion":
      return shown(node.text.slice(1), node.text);
    case "ParameterExpansion":
      return inParameter(node);
    case "CommandExpansion":
    case "ProcessSubstitution":
      return node.script === undefined ? [opaque("it cannot be parsed", node.text)] : [];
    case "ArithmeticExpansion":
    case "ArithmeticCommandExpansion":
    case "ArithmeticWord":
      return inArithmetic(node);
    case "ArithmeticCommand":
      return node.expression === undefined ? [opaque("it cannot be parsed", node.body)] : [];
    case "TestBinary":
      return COMPARES_NUMBERS.has(node.operator) ? [evaluate(node.left, node.right)] : [];
    case "TestUnary":
      return NAMES_VARIABLE.has(node.operator) ? [{ kind: "name", word: node.operand }] : [];
    case "ArithmeticBinary":
      return /^(?:[-+*/%&^|]|<<|>>)?=$/.test(node.operator) && node.left.type === "ArithmeticWord"
        ? [{ kind: "compute", name: node.left.value.replace(/\W.*/s, "") }]
        : [];
    case "ArithmeticUnary":
      return node.operand.type === "ArithmeticWord" ? [{ kind: "compute", name: node.operand.value }] : [];
    default:
      return [];
  }
}

/** Whether a word's value holds code, which arithmetic, subscripts and prompts run when they use it. */
export function holdsCode(word: Word, scope: Scope): boolean {
  return expandQuoted(word, scope).some((value) => value.kind === "static" && /\$\(|`|\$\{/.test(value.text));
}

function inArithmetic(
  node: Extract<
    SyntaxNode,
    { type: "ArithmeticExpansion" | "ArithmeticCommandExpansion" | "ArithmeticWord" }
  >,
): readonly Hidden[] {
  if (node.type === "ArithmeticExpansion")
    return node.expression === undefined ? [opaque("it cannot be parsed", node.text)] : [];
  const parts = node.type === "ArithmeticWord" ? node.parts : undefined;
  const text = node.type === "ArithmeticWord" ? node.value : node.text;
  const { pos, end } = node;
  const word: Word | undefined =
    parts === undefined ? wordOf(text) : { type: "Word", text, value: text, parts, pos, end };
  return [word === undefined ? opaque("it cannot be parsed", text) : evaluate(word)];
}

function inParameter(node: Extract<SyntaxNode, { type: "ParameterExpansion" }>): readonly Hidden[] {
  const { parameter, prefix, index, operation, text } = node;
  const found = [...shown(parameter, text)];
  if (prefix === "!" && index === undefined)
    found.push(opaque("it does not say which variable it shows", text, true));
  if (operation?.type === "Default" && operation.operator.includes("="))
    found.push({ kind: "assign", name: parameter });
  if (operation?.type === "Transform") found.push(opaque("a transformed expansion", text));
  if (operation?.type === "Unknown") found.push(opaque("it cannot be parsed", text));
  if (index !== undefined) found.push(evaluate(index));
  if (operation?.type === "Slice") {
    const { offset, length } = operation;
    found.push(length === undefined ? evaluate(offset) : evaluate(offset, length));
  }
  return found;
}

const SECRET_VARIABLE =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY|(API|ACCESS|PRIVATE|SECRET)_?KEY)S?(_|$)/i;

function shown(name: string, text: string): readonly Hidden[] {
  return SECRET_VARIABLE.test(name) ? [{ kind: "secret", name, text }] : [];
}

function opaque(because: string, text: string, severe = false): Hidden {
  return { kind: "opaque", because, text, severe };
}

function evaluate(...words: readonly Word[]): Hidden {
  return { kind: "evaluate", words };
}
