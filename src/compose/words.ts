import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { nearest } from "../core/config/nearest.ts";
import { OperatorError } from "../core/errors.ts";

/**
 * Splits the words of a command into options and the rest. Throws an OperatorError with the nearest option, or with
 * what is missing; `help` says where the options are listed.
 */
export function parseWords<const T extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: T,
  help: string,
) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = /^Unknown option '(-[^']*)'/.exec(error.message)?.[1];
    const [near] = unknown === undefined ? [] : nearest(unknown.replace(/^-+/, ""), Object.keys(options), 1);
    const [message = error.message] =
      unknown === undefined ? error.message.split(/\. |\n/) : [`There is no option ${unknown}`];
    throw new OperatorError("usage", message, near === undefined ? help : `Did you mean --${near}? ${help}`, {
      cause: error,
    });
  }
}

/** Checks that there are no more words than a command takes. */
export function noMoreThan(count: number, words: readonly string[], help: string): void {
  const extra = words[count];
  if (extra !== undefined)
    throw new OperatorError("usage", `${JSON.stringify(extra)} is one word too many`, help);
}

/** A whole number of 1 or more. */
export function countOf(text: string, option: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new OperatorError(
    "usage",
    `${option} wants a whole number of 1 or more, not ${JSON.stringify(text)}`,
    `Write ${option} 10, for instance.`,
  );
}
