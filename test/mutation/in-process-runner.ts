import fs from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  type CompleteDryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
  TestStatus,
} from "@stryker-mutator/api/test-runner";
import type { Case } from "./cases.ts";

/** What the instrumented code looks at: which mutant is on, and whose turn it is. */
interface Instrument {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: CompleteDryRunResult["mutantCoverage"];
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

/** Test files that run commands or thousands of generated lines; the corpus itself is `corpus-cases.ts`. */
const ELSEWHERE = new Set([
  "corpus-proof.test.ts",
  "corpus.test.ts",
  "generated.test.ts",
  "guarded-anywhere.test.ts",
]);

/** Tests of how long something takes, and of what a real shell does. */
const SLOW = /endless or nested|is what bash really passes on/;

/**
 * Runs the tests of the guard in the process that holds the instrumented code: a mutant costs the milliseconds of the
 * tests that reach it and no start. Each command of the corpus is a test of its own, and the test that killed the last
 * mutant goes first, since neighbours often die of the same. For a mutant of what is made when a module is loaded, the
 * code and its tests are loaded again.
 */
class InProcessRunner implements TestRunner {
  #cases: readonly Case[] = [];
  /** How early a test is tried, by its name: the smaller the earlier. */
  readonly #ranks = new Map<string, number>();
  #first = 0;
  #generation = 0;
  readonly #instrument: Instrument;

  constructor() {
    const place: { __stryker__?: Instrument } = globalThis as typeof globalThis & {
      __stryker__?: Instrument;
    };
    place.__stryker__ ??= {};
    this.#instrument = place.__stryker__;
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const reloaded = [fileUrl("src/"), fileUrl("test/core/"), fileUrl("test/mutation/corpus-cases.ts")];
    registerHooks({
      resolve: (specifier, context, next) => {
        if (specifier === "vitest") return { url: fileUrl("test/mutation/cases.ts"), shortCircuit: true };
        const found = next(specifier, context);
        return reloaded.some((start) => found.url.startsWith(start))
          ? { ...found, url: `${found.url}?${this.#generation}` }
          : found;
      },
    });
    await this.#load();
  }

  async #load(): Promise<void> {
    const cases: typeof import("./cases.ts") = await import(fileUrl("test/mutation/cases.ts"));
    cases.forget();
    this.#generation += 1;
    const files = fs.readdirSync("test/core/policy", { recursive: true, encoding: "utf8" });
    for (const name of files.filter((name) => name.endsWith(".test.ts"))) {
      if (ELSEWHERE.has(name)) continue;
      cases.enter(name);
      await import(fileUrl(`test/core/policy/${name}`));
    }
    cases.enter("corpus");
    await import(fileUrl("test/mutation/corpus-cases.ts"));
    this.#cases = cases.collected().filter((one) => !SLOW.test(one.name));
    this.#sort();
  }

  #sort(): void {
    const rank = (one: Case): number => this.#ranks.get(one.name) ?? 0;
    this.#cases = [...this.#cases].sort((a, b) => rank(a) - rank(b));
  }

  async dryRun(): Promise<CompleteDryRunResult> {
    const tests: CompleteDryRunResult["tests"] = [];
    for (const one of this.#cases) {
      this.#instrument.currentTestId = one.name;
      const started = performance.now();
      const failureMessage = await failure(one);
      const result = { id: one.name, name: one.name, timeSpentMs: performance.now() - started };
      this.#ranks.set(one.name, result.timeSpentMs);
      tests.push(
        failureMessage === undefined
          ? { ...result, status: TestStatus.Success }
          : { ...result, status: TestStatus.Failed, failureMessage },
      );
    }
    this.#instrument.currentTestId = undefined;
    this.#sort();
    const { mutantCoverage } = this.#instrument;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const instrument = this.#instrument;
    const { hitLimit } = options;
    instrument.hitLimit = hitLimit;
    instrument.hitCount = hitLimit === undefined ? undefined : 0;
    instrument.activeMutant = options.activeMutant.id;
    try {
      if (options.reloadEnvironment === true) {
        const failureMessage = await failure({ name: "loading", run: () => this.#load() });
        if (failureMessage !== undefined)
          return { status: MutantRunStatus.Killed, killedBy: [], failureMessage, nrOfTests: 0 };
      }
      return await this.#test(options);
    } finally {
      instrument.activeMutant = undefined;
      instrument.hitCount = undefined;
    }
  }

  async #test({ testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    const filter = testFilter && new Set(testFilter);
    const chosen = this.#cases.filter((one) => filter?.has(one.name) ?? true);
    let nrOfTests = 0;
    for (const one of chosen) {
      nrOfTests += 1;
      const failureMessage = await failure(one);
      if (hitLimit !== undefined && (this.#instrument.hitCount ?? 0) > hitLimit)
        return { status: MutantRunStatus.Timeout, reason: "hit limit" };
      if (failureMessage === undefined) continue;
      this.#first -= 1;
      this.#ranks.set(one.name, this.#first);
      this.#cases = [one, ...this.#cases.filter((other) => other !== one)];
      return { status: MutantRunStatus.Killed, killedBy: [one.name], failureMessage, nrOfTests };
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }
}

function fileUrl(file: string): string {
  const { href } = pathToFileURL(path.resolve(file));
  return file.endsWith("/") && !href.endsWith("/") ? `${href}/` : href;
}

async function failure(one: Case): Promise<string | undefined> {
  try {
    await one.run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 2000) : String(error);
  }
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "in-process", () => new InProcessRunner()),
];
