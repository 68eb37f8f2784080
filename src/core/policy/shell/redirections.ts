import type { HereDoc, Redirect, Redirection, SyntaxNode, Word, WordPart } from "unbash";
import { unknown, type Value } from "../words.ts";
import { type Feed, NOTHING, produced, UNKNOWN } from "../wrappers/feed.ts";
import { commandWords } from "./command-words.ts";
import { expandQuoted, expandWords, type Scope } from "./word-expansion.ts";

/** What redirections and pipes depend on. */
export interface Surroundings {
  readonly scope: Scope;
  /** Whether the line may define a function of this name. */
  isFunction(name: string): boolean;
}

/** The files that a redirection may open; none when it only copies a descriptor, or starts a process. */
export function filesOpened(
  { operator, target }: Redirect,
  scope: Scope,
): readonly { readonly access: "read" | "write"; readonly path: Value }[] {
  if (target === undefined || processOf(target) !== undefined) return [];
  const access = operator.startsWith("<") && operator !== "<>" ? "read" : "write";
  const paths = expandWords([target], scope).map(
    (list) => sole(list) ?? unknown(target.text, { splits: true }),
  );
  const copies = operator.endsWith("&") ? /^(\d+-?|-)$/ : /^$/;
  return paths
    .filter((path) => !copies.test(path.text))
    .map((path) => ({ access, path: operator === ">&" ? expandedTwice(path) : path }));
}

/** Bash expands the file behind `>&` once more, with what its quotes held. */
function expandedTwice(path: Value): Value {
  return /^[\w./:@%+,=-]*$/.test(path.text) ? path : unknown(path.text, { splits: true });
}

/** What a redirection puts on standard input; undefined when it does not touch it. */
export function standardInput(redirect: Redirection, around: Surroundings): Feed | undefined {
  const { descriptor } = redirect;
  const number = descriptor?.type === "FileDescriptor" ? descriptor.value : descriptor;
  if ((number ?? 0) !== 0 || !redirect.operator.startsWith("<")) return undefined;
  if (redirect.type === "HereDoc") return writtenBelow(redirect);
  const { target } = redirect;
  if (target === undefined) return UNKNOWN;
  if (redirect.type === "HereString") {
    const text = sole(expandQuoted(target, around.scope));
    return text?.kind === "static" ? { kind: "text", text: text.text } : UNKNOWN;
  }
  const process = processOf(target);
  if (process !== undefined) return printed(process.script, NOTHING, around);
  const path = sole(expandWords([target], around.scope).flat());
  return redirect.operator === "<" && path?.kind === "static" ? { kind: "file", path } : UNKNOWN;
}

/** What a command or a pipeline prints when `input` stands at its standard input. */
export function printed(node: SyntaxNode | undefined, input: Feed, around: Surroundings): Feed {
  switch (node?.type) {
    case "Script":
      return printed(sole(node.commands), input, around);
    case "Statement":
      return printed(node.command, input, around);
    case "Pipeline":
      return node.commands.reduce<Feed>((feed, command) => printed(command, feed, around), input);
    case "Command": {
      let own = input;
      for (const redirect of node.redirects) own = standardInput(redirect, around) ?? own;
      const words = sole(commandWords(node, around.scope));
      if (words === undefined) return UNKNOWN;
      const [first] = words;
      return first !== undefined && around.isFunction(first.text) ? UNKNOWN : produced(words, own);
    }
    default:
      return UNKNOWN;
  }
}

/** The words of `for f in $(git ls-files)`, where it is known what the command can print. */
export function wordsListed(words: readonly Word[], around: Surroundings): readonly Value[] | undefined {
  const part = sole(sole(words)?.parts);
  if (part?.type !== "CommandExpansion") return undefined;
  const feed = printed(part.script, NOTHING, around);
  return feed.kind === "lines" && feed.values.every((value) => !/\s/.test(value.text))
    ? feed.values
    : undefined;
}

/** A here-document, if nothing is expanded in it. */
function writtenBelow({ operator, delimiter, body }: HereDoc): Feed {
  const text = operator === "<<-" ? body.text.replace(/^\t+/gm, "") : body.text;
  if (delimiter?.quoted) return { kind: "text", text };
  if (body.parts !== undefined) return UNKNOWN;
  return { kind: "text", text: text.replace(/\\([\\$`\n])/g, (_, char: string) => char.trim()) };
}

function processOf(word: Word): Extract<WordPart, { type: "ProcessSubstitution" }> | undefined {
  const part = sole(word.parts);
  return part?.type === "ProcessSubstitution" ? part : undefined;
}

/** The one thing in a list; undefined when there are several, or none. */
function sole<T>(list: readonly T[] | undefined): T | undefined {
  return list?.length === 1 ? list[0] : undefined;
}
