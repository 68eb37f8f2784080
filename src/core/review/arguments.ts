import { isLens, LENSES, type Lens } from "./lens.ts";
import { SEVERITIES, type Severity } from "./severity.ts";

/** What a person asked for with `/review …` or `pi-ensemble review …`. */
export interface ReviewArguments {
  /** Nothing, `BASE..HEAD`, a commit, or paths: which one is decided against the repository. */
  readonly target: readonly string[];
  /** The words after `--`, and the files that Pi's prompt mentions as `@path`: paths, whatever they look like. */
  readonly paths: readonly string[];
  /** `provider/id` or `provider/id:thinking`. */
  readonly model?: string;
  /** The lenses that were asked for in order of precedence; empty when none was named. */
  readonly lenses: readonly Lens[];
  /** Children at once, 1 to 64. */
  readonly concurrency?: number;
  /** The least severe finding that counts as an issue. */
  readonly blockOn?: Severity;
  /** Minutes that the review may take. */
  readonly timeoutMinutes?: number;
  /** Review the files as they stand, not their changes. */
  readonly whole: boolean;
  /** Shell only: print the review as JSON. */
  readonly json: boolean;
  /** Shell only: the folder to work in. */
  readonly cwd?: string;
  /** Shell only: print the usage and stop. */
  readonly help: boolean;
}

/** Something a person typed that cannot be understood, with what to type instead. */
export interface ArgumentProblem {
  readonly message: string;
  readonly remedy: string;
}

/** Where the words come from: some options make sense in one place only. */
export type ArgumentDoor = "shell" | "slash";

export interface ReviewOption {
  readonly name: string;
  /** The placeholder of its value; undefined for a switch. */
  readonly value?: string;
  readonly description: string;
  readonly doors: readonly ArgumentDoor[];
  readonly repeatable?: boolean;
}

const BOTH: readonly ArgumentDoor[] = ["shell", "slash"];

/** Every option of a review, in the order in which help and completion show them. */
export const REVIEW_OPTIONS: readonly ReviewOption[] = [
  { name: "--model", value: "MODEL", description: "model of every lens, as provider/id", doors: BOTH },
  {
    name: "--lens",
    value: "LENS",
    description: "only this lens; may be repeated",
    doors: BOTH,
    repeatable: true,
  },
  {
    name: "--block-on",
    value: "SEVERITY",
    description: "least severity that counts as an issue",
    doors: BOTH,
  },
  { name: "--whole", description: "review the files as they stand, not their changes", doors: BOTH },
  { name: "--concurrency", value: "N", description: "children at once", doors: BOTH },
  {
    name: "--timeout",
    value: "MIN",
    description: "minutes until what has not finished counts as failed",
    doors: BOTH,
  },
  { name: "--json", description: "print the review as JSON on stdout", doors: ["shell"] },
  { name: "--cwd", value: "DIR", description: "work in this folder", doors: ["shell"] },
  { name: "--help", description: "show this text", doors: ["shell"] },
];

/** `@path`, unlike `@`, `@{1}`, `@~1`, `@^` and `@..main`, which are git's. */
const MENTION = /^@(?!$|[{~^]|\.\.)/;
const MAX_CONCURRENCY = 64;
const MAX_TIMEOUT_MINUTES = 24 * 60;

/** Reads the words of a review command. `--name=value` and `--name value` are the same; `--` ends the options. */
export function parseReviewArguments(
  words: readonly string[],
  door: ArgumentDoor,
):
  | { readonly status: "ok"; readonly value: ReviewArguments }
  | ({ readonly status: "problem" } & ArgumentProblem) {
  const target: string[] = [];
  const paths: string[] = [];
  const values = new Map<string, string[]>();

  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      paths.push(...words.slice(at + 1));
      break;
    }
    if (door === "slash" && MENTION.test(word)) {
      paths.push(word.slice(1));
      continue;
    }
    if (!word.startsWith("-") || word === "-") {
      target.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const name = longName(equals === -1 ? word : word.slice(0, equals), door);
    const option = REVIEW_OPTIONS.find((known) => known.name === name && known.doors.includes(door));
    if (option === undefined) return unknownOption(name, door);
    if (values.has(name) && option.repeatable !== true) {
      return problem(`${name} is given more than once`, `Give ${name} once.`);
    }
    let value = equals === -1 ? undefined : word.slice(equals + 1);
    if (option.value === undefined) {
      if (value !== undefined) return problem(`${name} takes no value`, `Write ${name} alone.`);
      values.set(name, []);
      continue;
    }
    if (value === undefined) {
      at += 1;
      value = words[at];
    }
    if (value === undefined || value === "" || (equals === -1 && value.startsWith("--"))) {
      return problem(`${name} needs a value`, `Write ${name} ${option.value}.`);
    }
    values.set(name, [...(values.get(name) ?? []), value]);
  }

  if (target.includes("") || paths.includes("")) {
    return problem("The target is empty", "Leave the target out, or name a range, a commit or paths.");
  }
  return readValues(target, paths, values);
}

/**
 * Splits what was typed after a slash command into words: blanks separate, single and double quotes group, a
 * backslash takes the next character as it is (within double quotes only before `"` and `\`).
 */
export function splitWords(
  text: string,
):
  | { readonly status: "ok"; readonly words: readonly string[] }
  | ({ readonly status: "problem" } & ArgumentProblem) {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;

  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === "\\" && quote === '"' && (next === '"' || next === "\\")) {
        word = (word ?? "") + next;
        at += 1;
      } else word = (word ?? "") + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word = word ?? "";
    } else if (char === "\\" && next !== "") {
      word = (word ?? "") + next;
      at += 1;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }

  if (quote !== undefined) return problem(`A ${quote} is not closed`, `Close the quotation with ${quote}.`);
  if (word !== undefined) words.push(word);
  return { status: "ok", words };
}

function longName(name: string, door: ArgumentDoor): string {
  return name === "-h" && door === "shell" ? "--help" : name;
}

function unknownOption(name: string, door: ArgumentDoor): { readonly status: "problem" } & ArgumentProblem {
  const known = REVIEW_OPTIONS.filter((option) => option.doors.includes(door)).map((option) => option.name);
  return problem(
    `There is no option ${name}`,
    `The options are ${known.join(", ")}. Write -- before a path that begins with a dash.`,
  );
}

function readValues(
  target: readonly string[],
  paths: readonly string[],
  values: ReadonlyMap<string, readonly string[]>,
): ReturnType<typeof parseReviewArguments> {
  const named = values.get("--lens") ?? [];
  const strange = named.find((lens) => !isLens(lens));
  if (strange !== undefined) {
    return problem(`There is no lens ${strange}`, `The lenses are ${LENSES.join(", ")}.`);
  }

  const threshold = values.get("--block-on")?.[0];
  const blockOn = SEVERITIES.find((severity) => severity === threshold?.toUpperCase());
  if (threshold !== undefined && blockOn === undefined) {
    return problem(`There is no severity ${threshold}`, `The severities are ${SEVERITIES.join(", ")}.`);
  }

  const concurrency = numberOf(values.get("--concurrency")?.[0]);
  if (
    concurrency !== undefined &&
    !(Number.isInteger(concurrency) && inRange(concurrency, 1, MAX_CONCURRENCY))
  ) {
    return problem(
      `--concurrency ${values.get("--concurrency")?.[0]} is not possible`,
      `Give a whole number from 1 to ${MAX_CONCURRENCY}.`,
    );
  }

  const minutes = numberOf(values.get("--timeout")?.[0]);
  if (minutes !== undefined && !(minutes > 0 && minutes <= MAX_TIMEOUT_MINUTES)) {
    return problem(
      `--timeout ${values.get("--timeout")?.[0]} is not possible`,
      `Give minutes, more than 0 and at most ${MAX_TIMEOUT_MINUTES}.`,
    );
  }

  const model = values.get("--model")?.[0];
  const cwd = values.get("--cwd")?.[0];
  return {
    status: "ok",
    value: {
      target,
      paths,
      lenses: LENSES.filter((lens) => named.includes(lens)),
      whole: values.has("--whole"),
      json: values.has("--json"),
      help: values.has("--help"),
      ...(model === undefined ? {} : { model }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(blockOn === undefined ? {} : { blockOn }),
      ...(minutes === undefined ? {} : { timeoutMinutes: minutes }),
      ...(cwd === undefined ? {} : { cwd }),
    },
  };
}

/** NaN for what is not a plain decimal number, so that every range refuses it. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function inRange(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function problem(message: string, remedy: string): { readonly status: "problem" } & ArgumentProblem {
  return { status: "problem", message, remedy };
}
