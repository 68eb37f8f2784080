import { type Assignment, type Command, parse, type Word } from "unbash";
import type { Value } from "../words.ts";
import { expandWords, type Scope } from "./word-expansion.ts";

/** The words that a simple command can become, each alternative as a list; none when it has no command word. */
export function commandWords(node: Command, scope: Scope): readonly (readonly Value[])[] {
  if (node.name === undefined) return [];
  return expandWords([node.name, ...node.args.map(argument)], scope);
}

/** An argument such as `of=$x` is read as an assignment, and is a word like any other. */
function argument(arg: Word | Assignment): Word {
  if (arg.type === "Word") return arg;
  const command = parse(`: \\${arg.text}`).commands[0]?.command;
  const word = command?.type === "Command" ? command.args[0] : undefined;
  if (word?.type === "Word" && arg.value.type === "Word") return word;
  return { type: "Word", text: arg.text, value: arg.text, pos: arg.pos, end: arg.end };
}
