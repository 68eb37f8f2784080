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

const TESTS = [
  "corpus",
  "judge",
  "reasons",
  "strangers",
  "explain",
  "trees",
  "git-calls",
  "git",
  "paths",
  "words",
  "environment",
  "permissions",
  "rules",
  "doctrine",
];

/** Tests of how long something takes, and those that say again what others say. */
const SLOW =
  /no dangerous command|every honest command|a denial takes|the corpus is large|endless or nested|each stop has a reason|is what bash really passes on/;

/**
 * Runs the tests of the guard in the process that holds the instrumented code: a mutant costs the milliseconds of the
 * tests that reach it and no start. Each command of the corpus is a test of its own, and the test that killed the last
 * mutant goes first, since neighbours often die of the same.
 */
class InProcessRunner implements TestRunner {
  #cases: readonly Case[] = [];
  readonly #instrument: Instrument;

  constructor() {
    const place: { __stryker__?: Instrument } = globalThis as typeof globalThis & {
      __stryker__?: Instrument;
    };
    place.__stryker__ ??= {};
    this.#instrument = place.__stryker__;
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    const here = (file: string): string => pathToFileURL(path.resolve("test/mutation", file)).href;
    const cases: typeof import("./cases.ts") = await import(here("cases.ts"));
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === "vitest" ? { url: here("cases.ts"), shortCircuit: true } : next(specifier, context),
    });
    for (const name of TESTS) {
      cases.enter(name);
      await import(here(`../core/policy/${name}.test.ts`));
    }
    await import(here("corpus-cases.ts"));
    this.#cases = cases.collected().filter((one) => !SLOW.test(one.name));
  }

  async dryRun(): Promise<CompleteDryRunResult> {
    const tests: CompleteDryRunResult["tests"] = [];
    for (const one of this.#cases) {
      this.#instrument.currentTestId = one.name;
      const started = performance.now();
      const failureMessage = await failure(one);
      const result = { id: one.name, name: one.name, timeSpentMs: performance.now() - started };
      tests.push(
        failureMessage === undefined
          ? { ...result, status: TestStatus.Success }
          : { ...result, status: TestStatus.Failed, failureMessage },
      );
    }
    this.#instrument.currentTestId = undefined;
    const took = new Map(tests.map((test) => [test.id, test.timeSpentMs]));
    this.#cases = [...this.#cases].sort((a, b) => (took.get(a.name) ?? 0) - (took.get(b.name) ?? 0));
    const { mutantCoverage } = this.#instrument;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    const instrument = this.#instrument;
    const filter = testFilter && new Set(testFilter);
    const chosen = this.#cases.filter((one) => filter?.has(one.name) ?? true);
    instrument.hitLimit = hitLimit;
    instrument.hitCount = hitLimit === undefined ? undefined : 0;
    instrument.activeMutant = activeMutant.id;
    try {
      let nrOfTests = 0;
      for (const one of chosen) {
        nrOfTests += 1;
        const failureMessage = await failure(one);
        if (hitLimit !== undefined && (instrument.hitCount ?? 0) > hitLimit)
          return { status: MutantRunStatus.Timeout, reason: "hit limit" };
        if (failureMessage !== undefined) {
          this.#cases = [one, ...this.#cases.filter((other) => other !== one)];
          return { status: MutantRunStatus.Killed, killedBy: [one.name], failureMessage, nrOfTests };
        }
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } finally {
      instrument.activeMutant = undefined;
      instrument.hitCount = undefined;
    }
  }
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
