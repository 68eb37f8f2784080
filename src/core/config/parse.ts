import type { z } from "zod";
import { OperatorError } from "../errors.ts";
import { type JsonPath, parseJson } from "./json.ts";
import { configKeys, schemaAt } from "./keys.ts";
import { flatten, type Leaf } from "./leaves.ts";
import { isProjectKey } from "./merge.ts";
import { nearest } from "./nearest.ts";
import { configSchema } from "./schema.ts";

const MAX_LENGTH = 1_000_000;

/** What one valid file sets, and nothing that it leaves out. */
export interface ConfigFile {
  readonly level: "user" | "project";
  /** The file's name, for messages. */
  readonly file: string;
  readonly leaves: readonly Leaf[];
}

interface Problem {
  readonly path: JsonPath;
  readonly what: string;
  readonly remedy: string;
}

/**
 * Reads the text of an `ensemble.json`. Throws an OperatorError that names file, line, column, key and remedy of
 * everything that is wrong with it.
 */
export function parseConfig(text: string, file: string, level: "user" | "project"): ConfigFile {
  if (text.length > MAX_LENGTH) {
    throw invalid([`${file}: it is longer than ${MAX_LENGTH} characters`], ["Make it shorter."]);
  }
  const json = parseJson(text.startsWith("\ufeff") ? text.slice(1) : text);
  if (!json.ok) {
    const { line, column } = json.position;
    throw invalid(
      [`${file}:${line}:${column}: not JSON: ${json.problem}`],
      ["Correct it; comments and trailing commas are not JSON."],
    );
  }
  const parsed = configSchema.safeParse(json.value);
  const leaves = parsed.success ? flatten(json.value) : [];
  const problems = parsed.success ? forbidden(leaves, level) : parsed.error.issues.flatMap(problemsOf);
  if (problems.length === 0) return { level, file, leaves };
  throw invalid(
    problems.map(({ path, what }) => {
      const { line, column } = json.positionOf(path);
      return `${file}:${line}:${column}: ${path.length === 0 ? "the file" : path.join(".")}: ${what}`;
    }),
    problems.map(({ remedy }) => remedy),
  );
}

function forbidden(leaves: readonly Leaf[], level: "user" | "project"): Problem[] {
  if (level === "user") return [];
  return leaves
    .filter(({ path }) => !isProjectKey(path))
    .map(({ path }) => ({
      path,
      what: "a project may not set this",
      remedy: `Set ${path.join(".")} in your own ensemble.json, in Pi's agent folder.`,
    }));
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  const { description } = schemaAt(path);
  const remedy = description === null ? "Write an object: { … }." : `${keyOf(path)}: ${description}`;
  return [{ path, what: issue.message, remedy }];
}

function unknownKey(parent: JsonPath, key: string): Problem {
  const { names } = schemaAt(parent);
  const full = (name: string) => [...parent, name].join(".");
  const [here] = nearest(key, names, 1);
  const [elsewhere] = configKeys().filter(({ name }) => name.split(".").at(-1) === key);
  const remedy =
    here !== undefined
      ? `Did you mean ${full(here)}?`
      : elsewhere !== undefined
        ? `Did you mean ${elsewhere.name}?`
        : `Known here: ${names.filter((name) => name !== "$schema").join(", ")}.`;
  return { path: [...parent, key], what: "there is no such key", remedy };
}

/** The path without the indices of list entries. */
function keyOf(path: JsonPath): string {
  return path.filter((step) => typeof step === "string").join(".");
}

function invalid(messages: readonly string[], remedies: readonly string[]): OperatorError {
  return new OperatorError("invalid-configuration", messages.join("\n"), [...new Set(remedies)].join("\n"));
}
