/**
 * Mutation tests of the guard: `npm run mutation:policy [-- MODULE[:FROM-TO] …]`, for example `-- git shell/walk:1-200`;
 * a folder is all that is in it.
 *
 * Compares what survives with `survivors/MODULE.jsonl`, where each survivor that may live stands with the reason: `in` (the
 * function), `was` and `now` (the code and what replaced it), `why`. Prints what is not listed there in the same form, and what
 * is listed but dead. Exit code 1 when there is either.
 */
import fs from "node:fs";
import path from "node:path";
import type { MutantResult } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import ts from "typescript";
import { clip, listed, type Survivor } from "./survivors.ts";

const folder = "src/core/policy";

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;

async function main(targets: readonly string[]): Promise<boolean> {
  const chosen = targets.length > 0 ? targets.flatMap(named) : modules();
  const results = await new Stryker({
    configFile: "stryker.policy.config.json",
    mutate: chosen.map((target) => `${folder}/${target.replace(/^([\w/-]+)/, "$1.ts")}`),
    tempDirName: `.stryker-tmp/${process.pid}`,
  }).runMutationTest();
  let fine = true;
  const rows: string[] = [];
  for (const name of new Set(chosen.map((target) => target.split(":")[0] ?? ""))) {
    const own = results.filter(
      (result) => path.resolve(result.fileName) === path.resolve(folder, `${name}.ts`),
    );
    const whole = chosen.includes(name);
    const report = compare(name, own, whole);
    rows.push(report.row);
    for (const line of report.lines) console.log(line);
    fine &&= report.lines.length === 0;
  }
  console.log(
    "\n| module | mutants | killed | alive, each explained | alive, not explained |\n|---|---|---|---|---|",
  );
  for (const row of rows) console.log(row);
  return fine;
}

function modules(): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

function named(target: string): readonly string[] {
  const inside = modules().filter((name) => name.startsWith(`${target}/`));
  return inside.length > 0 ? inside : [target];
}

function compare(
  name: string,
  results: readonly MutantResult[],
  whole: boolean,
): { readonly row: string; readonly lines: readonly string[] } {
  const file = `${folder}/${name}.ts`;
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const left = new Map<string, number>();
  for (const one of listed(name)) left.set(key(one), (left.get(key(one)) ?? 0) + (one.times ?? 1));
  const lines: string[] = [];
  let killed = 0;
  let explained = 0;
  for (const one of results) {
    if (one.status === "Killed") killed += 1;
    if (!["Survived", "NoCoverage", "Timeout"].includes(one.status)) continue;
    const found = describe(one, source);
    const rest = left.get(key(found)) ?? 0;
    if (rest > 0) {
      // On a busy machine a mutant that is only slow is out of time.
      left.set(key(found), rest - 1);
      explained += 1;
    } else if (one.status === "Timeout") {
      killed += 1;
    } else {
      const status = one.status === "NoCoverage" ? { reached: false } : {};
      lines.push(`${file}:${one.location.start.line} ${JSON.stringify({ ...found, ...status })}`);
    }
  }
  const unexplained = lines.length;
  if (whole)
    for (const [text, times] of left)
      if (times > 0) lines.push(`${file}: listed, but not alive (${times}): ${text}`);
  const all = killed + explained + unexplained;
  const share = ((100 * killed) / Math.max(1, all)).toFixed(1);
  return { row: `| \`${name}\` | ${all} | ${share} % | ${explained} | ${unexplained} |`, lines };
}

function key({ in: place, was, now }: Omit<Survivor, "why" | "times">): string {
  return JSON.stringify({ in: place, was, now });
}

function describe(mutant: MutantResult, source: ts.SourceFile): Omit<Survivor, "why" | "times"> {
  const { start, end } = mutant.location;
  const from = source.getPositionOfLineAndCharacter(start.line - 1, start.column - 1);
  const to = source.getPositionOfLineAndCharacter(end.line - 1, end.column - 1);
  return {
    in: enclosing(source, from, to) || "(module)",
    was: clip(source.text.slice(from, to)),
    now: clip(mutant.replacement),
  };
}

/** The name of the innermost function, method or constant around a part of the source. */
function enclosing(source: ts.SourceFile, from: number, to: number): string {
  let name = "";
  const visit = (node: ts.Node): void => {
    if (node.getStart(source) > from || node.getEnd() < to) return;
    const named =
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      (ts.isVariableDeclaration(node) && node.parent.parent.parent === source);
    if (named && node.name !== undefined) name = node.name.getText(source);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return name;
}
