import { parse, type Word } from "unbash";
import { expandQuoted, NUMBER, type Scope } from "./word-expansion.ts";

/** What a shell does when it evaluates `word` as arithmetic; undefined when that cannot be known, and may be anything. */
export function evaluation(word: Word, scope: Scope): Evaluation | undefined {
  const numbers: Scope = {
    ...scope,
    variable: (name) => (scope.isNumber(name) ? NUMBER : scope.variable(name)),
  };
  const sets: string[] = [];
  for (const value of expandQuoted(word, numbers)) {
    if (value.kind !== "static" || !computes(value.text, scope)) return undefined;
    sets.push(...setBy(value.text));
  }
  return { sets };
}

export interface Evaluation {
  /** The variables that it gives numbers. */
  readonly sets: readonly string[];
}

/** Whether arithmetic on this text runs no code: what variables hold is evaluated as well, so that each must hold a number. */
export function computes(text: string, scope: Pick<Scope, "isNumber">): boolean {
  return !/[$`\\]/.test(text) && (text.match(NAMES) ?? []).every((name) => scope.isNumber(name));
}

/** The variables that arithmetic on a text sets. */
export function setBy(text: string): readonly string[] {
  return [...text.matchAll(SETS)].flatMap(([, before, after]) => before ?? after ?? []);
}

/** Whether evaluating what stands between the brackets of `name[…]` runs no code. */
export function indexComputes(text: string, scope: Pick<Scope, "isNumber">): boolean {
  const at = text.indexOf("[");
  return at < 0 || computes(text.slice(at), scope);
}

/** What stands in an arithmetic expression without parts of its own, as a word; no word when it is not one. */
export function wordOf(text: string): Word | undefined {
  const command = parse(`: "${text}"`).commands[0]?.command;
  const word = command?.type === "Command" ? command.args[0] : undefined;
  return word?.type === "Word" && word.text === `"${text}"` ? word : undefined;
}

const NAMES = /(?<![\w#])[A-Za-z_]\w*/g;
const SETS =
  /([A-Za-z_]\w*)(?:\[[^\]]*\])?\s*(?:(?:[-+*/%&^|]|<<|>>)?=(?!=)|\+\+|--)|(?:\+\+|--)\s*([A-Za-z_]\w*)/g;
