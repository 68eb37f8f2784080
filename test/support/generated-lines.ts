import fs from "node:fs";
import { z } from "zod";
import { quoted } from "../../src/core/policy/words.ts";

const list = z.array(z.string()).min(1);

/** What lines are made of; `@PATH`, `@COMMAND`, `@QUOTED`, `@TICKED` and `@OTHER` are places for more. */
const words = z
  .strictObject({
    commits: list,
    paths: list,
    /** Commands that read or write a path. */
    touches: list,
    /** Commands that change what later ones mean. */
    state: list,
    constructs: list,
    between: list,
    noise: list,
    /** Pieces of the grammar that stand in any order in a part of the lines. */
    soup: list,
  })
  .parse(
    JSON.parse(fs.readFileSync(new URL("../../fixtures/policy/vocabulary.json", import.meta.url), "utf8")),
  );

/**
 * Makes a command line that a child might send: commands that touch what is guarded, in the constructs of bash, with a piece of
 * noise now and then. The same numbers make the same line.
 */
export function generateLine(random: () => number): string {
  const make = generator(random);
  if (random() < 0.3) return closed(make.soup(2 + Math.floor(random() * 8)));
  const line = make.commands(1 + Math.floor(random() * 3));
  return random() < 0.5 ? line : make.disturbed(line);
}

/** Numbers from 0 to 1 that look random, the same for the same seed: Marsaglia's xorshift. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

interface Generator {
  /** Commands that are nested so deeply at most. */
  commands(depth: number): string;
  disturbed(line: string): string;
  /** So many pieces of the grammar. */
  soup(pieces: number): string;
}

/** A line with what is open in it closed. */
function closed(line: string): string {
  const open: string[] = [];
  for (const [token] of line.matchAll(/\\.|\$\(\(|\$?[({]|[[\])}'"`]/gs)) {
    const closing = CLOSING.get(token.replace(/^\$(?=.$)/, ""));
    if (open.at(-1) === token) open.pop();
    else if (closing !== undefined) open.push(closing);
  }
  return line + open.toReversed().join("");
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ["`", "`"],
  ["(", ")"],
  ["{", "}"],
  ["[", "]"],
  ["$((", "))"],
]);

function generator(random: () => number): Generator {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const filled = (template: string): string => template.replace(/@PATH/g, () => pick(words.paths));

  function simple(): string {
    const kind = random();
    if (kind < 0.15) return pick(words.commits);
    return filled(pick(kind < 0.6 ? words.touches : words.state));
  }

  function commands(depth: number): string {
    if (depth === 0) return simple();
    if (random() < 0.4) return commands(depth - 1) + pick(words.between) + commands(depth - 1);
    const inner = commands(depth - 1);
    return pick(words.constructs)
      .replace("@QUOTED", () => quoted(inner))
      .replace("@TICKED", () => `\`${inner.replace(/[\\`$]/g, "\\$&")}\``)
      .replace("@COMMAND", () => inner)
      .replace("@OTHER", () => simple());
  }

  function disturbed(line: string): string {
    const at = Math.floor(random() * (line.length + 1));
    const from = Math.floor(random() * line.length);
    return pick([
      () => line.slice(0, at) + pick(words.noise) + line.slice(at),
      () => line.slice(0, at) + line.slice(at + 1),
      () => line.slice(0, at) + line.slice(from, from + 4) + line.slice(at),
    ])();
  }

  function soup(pieces: number): string {
    return Array.from({ length: pieces }, () => pick(words.soup)).join("");
  }

  return { commands, disturbed, soup };
}
