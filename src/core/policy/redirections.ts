import type { Redirect, Redirection, SyntaxNode, Word } from "unbash";
import { commandWords } from "./command-words.ts";
import { type Feed, NOTHING, produced, UNKNOWN } from "./feed.ts";
import { expandQuoted, expandWords, type Scope } from "./word-expansion.ts";
import { unknown, type Value } from "./words.ts";

/** What redirections and pipes depend on. */
export interface Surroundings {
  readonly scope: Scope;
  /** Whether the line may define a function of this name. */
  isFunction(name: string): boolean;
}

/** The files that a redirection may open; none when it only copies a descriptor, or starts a process. */
export function filesOpened(
  redirect: Redirect,
  target: Word,
  scope: Scope,
): readonly { readonly access: "read" | "write"; readonly path: Value }[] {
  if (isProcess(target)) return [];
  const { operator } = redirect;
  const access = operator === "<" || operator === "<&" ? "read" : "write";
  const duplicates = operator === ">&" || operator === "<&";
  return expandWords([target], scope).flatMap((list) => {
    const path = list.length === 1 ? list[0] : unknown(target.text, { splits: true });
    if (path === undefined || (duplicates && /^(\d+-?|-)$/.test(path.text))) return [];
    return [{ access, path }];
  });
}

/** What a redirection puts on standard input; undefined when it does not touch it. */
export function standardInput(redirect: Redirection, around: Surroundings): Feed | undefined {
  const number = redirect.descriptor?.type === "FileDescriptor" ? redirect.descriptor.value : 0;
  if (number !== 0) return undefined;
  if (redirect.type === "HereString") {
    const values = redirect.target === undefined ? [] : expandQuoted(redirect.target, around.scope);
    const [value] = values;
    return values.length === 1 && value?.kind === "static" ? { kind: "text", text: value.text } : UNKNOWN;
  }
  if (redirect.type === "HereDoc") {
    const literal =
      redirect.delimiter?.quoted === true ||
      (redirect.body.parts ?? []).every((part) => part.type === "Literal");
    if (!literal) return UNKNOWN;
    const text = redirect.operator === "<<-" ? redirect.body.text.replace(/^\t+/gm, "") : redirect.body.text;
    return {
      kind: "text",
      text: redirect.delimiter?.quoted
        ? text
        : text.replace(/\\([\\$`\n])/g, (_, char: string) => (char === "\n" ? "" : char)),
    };
  }
  if (!redirect.operator.startsWith("<")) return undefined;
  const [paths] = redirect.target === undefined ? [] : expandWords([redirect.target], around.scope);
  const [path] = paths ?? [];
  if (
    redirect.operator === "<" &&
    path?.kind === "static" &&
    redirect.target !== undefined &&
    !isProcess(redirect.target)
  ) {
    return { kind: "file", path };
  }
  if (redirect.target !== undefined && isProcess(redirect.target)) {
    const part = redirect.target.parts?.[0];
    const script = part?.type === "ProcessSubstitution" ? part.script : undefined;
    const statement = script?.commands.length === 1 ? script.commands[0] : undefined;
    return statement === undefined ? UNKNOWN : printed(statement, NOTHING, around);
  }
  return UNKNOWN;
}

/** What a command or a pipeline prints when `input` stands at its standard input. */
export function printed(node: SyntaxNode, input: Feed, around: Surroundings): Feed {
  if (node.type === "Statement") return printed(node.command, input, around);
  if (node.type === "Pipeline")
    return node.commands.reduce<Feed>((feed, command) => printed(command, feed, around), input);
  if (node.type !== "Command") return UNKNOWN;
  let own = input;
  for (const redirect of node.redirects) own = standardInput(redirect, around) ?? own;
  const lists = commandWords(node, around.scope);
  const [words] = lists;
  if (words === undefined || around.isFunction(words[0]?.text ?? "")) return UNKNOWN;
  return lists.length === 1 ? produced(words, own) : UNKNOWN;
}

/** The words of `for f in $(git ls-files)`, where it is known what the command can print. */
export function wordsListed(
  words: readonly Word[] | undefined,
  around: Surroundings,
): readonly Value[] | undefined {
  const [word] = words ?? [];
  const part = word?.parts?.length === 1 ? word.parts[0] : undefined;
  if (words?.length !== 1 || part?.type !== "CommandExpansion" || part.script?.commands.length !== 1)
    return undefined;
  const [statement] = part.script.commands;
  const feed = statement === undefined ? UNKNOWN : printed(statement, NOTHING, around);
  return feed.kind === "lines" && feed.values.every((value) => !/\s/.test(value.text))
    ? feed.values
    : undefined;
}

function isProcess(word: Word): boolean {
  return word.parts?.length === 1 && word.parts[0]?.type === "ProcessSubstitution";
}
