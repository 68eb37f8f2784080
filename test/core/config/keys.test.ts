import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { configJsonSchema, configKeys } from "../../../src/core/config/keys.ts";
import { mergeConfig } from "../../../src/core/config/merge.ts";
import { parseConfig } from "../../../src/core/config/parse.ts";
import { configSchema, ROLE_NAMES } from "../../../src/core/config/schema.ts";
import { OperatorError } from "../../../src/core/errors.ts";

/** Where the test needs a name for `<name>`. */
const NAME = "code-review-specialist";

interface Case {
  /** A valid value that is not the default. */
  readonly good: unknown;
  readonly bad: unknown;
  /** What a project may write: nothing, or a value with what then counts beside the user's `good`. */
  readonly project: "refused" | { readonly writes: unknown; readonly counts: unknown };
}

const CASES: Readonly<Record<string, Case>> = {
  "models.default": { good: "a/b:high", bad: "b", project: "refused" },
  "models.roles.<name>": { good: "a/b", bad: "a/", project: "refused" },
  "models.lenses.<name>": { good: "a/b/c:free", bad: "/b", project: "refused" },
  "models.fallbacks.<name>": { good: ["a/b", "c/d:off"], bad: [], project: "refused" },
  "review.concurrency": { good: 3, bad: 33, project: "refused" },
  "review.blockOn": { good: "HIGH", bad: "high", project: { writes: "MEDIUM", counts: "MEDIUM" } },
  "review.tokenBudget": { good: 5000, bad: 999, project: "refused" },
  "review.lenses": { good: ["security"], bad: ["security", "security"], project: "refused" },
  "review.timeoutMinutes": { good: 30, bad: 0, project: { writes: 10, counts: 10 } },
  "limits.silenceMinutes": { good: 5, bad: "5", project: { writes: 6, counts: 5 } },
  "limits.wallClockMinutes": { good: 10, bad: 1441, project: { writes: 9.5, counts: 9.5 } },
  "limits.turns": { good: 7, bad: 1.5, project: { writes: 8, counts: 7 } },
  "budget.run.usd": { good: 2.5, bad: 0, project: { writes: null, counts: 2.5 } },
  "budget.run.tokens": { good: 1000, bad: -1, project: { writes: 900, counts: 900 } },
  "budget.run.turns": { good: 100, bad: 0, project: { writes: 90, counts: 90 } },
  "budget.child.usd": { good: 0.5, bad: "0.5", project: { writes: 0.25, counts: 0.25 } },
  "budget.child.tokens": { good: 1000, bad: 1.5, project: { writes: 2000, counts: 1000 } },
  "budget.child.turns": { good: 5, bad: 0, project: { writes: 4, counts: 4 } },
  "permissions.<name>.allow": { good: ["npm test"], bad: [""], project: "refused" },
  "permissions.<name>.ask": {
    good: ["make *"],
    bad: "make",
    project: { writes: ["x"], counts: ["make *", "x"] },
  },
  "permissions.<name>.deny": {
    good: ["a", "b"],
    bad: [1],
    project: { writes: ["b", "c"], counts: ["a", "b", "c"] },
  },
  "permissions.<name>.strict": { good: false, bad: "yes", project: { writes: true, counts: true } },
  "environment.allow": { good: ["JAVA_HOME"], bad: ["A B"], project: "refused" },
  protectedPaths: { good: ["deploy/"], bad: [" "], project: { writes: ["db/"], counts: ["deploy/", "db/"] } },
  sandbox: { good: "bwrap", bad: "on", project: { writes: "off", counts: "bwrap" } },
  sandboxNetwork: { good: false, bad: 0, project: { writes: true, counts: false } },
  "runs.keep": { good: 5, bad: 0, project: "refused" },
  "runs.days": { good: 1.5, bad: -1, project: "refused" },
};

async function documented(): Promise<Map<string, string>> {
  const text = await readFile(
    fileURLToPath(new URL("../../../docs/configuration.md", import.meta.url)),
    "utf8",
  );
  const rows = text.matchAll(/^\| `([^`]+)` \| (?:`([^`]+)`)? ?\|/gm);
  return new Map([...rows].map(([, key = "", value = ""]) => [key, value]));
}

test("every key of the schema is documented, described and exercised, and no other is", async () => {
  const keys = configKeys();
  const names = keys.map((key) => key.name).toSorted();
  expect([...(await documented()).keys()].toSorted()).toEqual(names);
  expect([...Object.keys(CASES), "$schema"].toSorted()).toEqual(names);
  expect(keys.filter((key) => key.description === "")).toEqual([]);
});

test("the documented defaults are the defaults", async () => {
  const defaults = new Map(mergeConfig(null, null).settings.map(({ key, value }) => [key, value]));
  for (const [key, text] of await documented()) {
    if (!key.includes("<name>") && key !== "$schema")
      expect(JSON.stringify(defaults.get(key)), key).toBe(text);
  }
  const rules = configSchema.parse({ permissions: { [NAME]: {} } }).permissions[NAME];
  expect(rules).toEqual({ allow: [], ask: [], deny: [], strict: null });
});

test("the shipped JSON Schema is the one of this code", async () => {
  const shipped = fileURLToPath(new URL("../../../schema/ensemble.schema.json", import.meta.url));
  await expect(`${JSON.stringify(configJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(shipped);
});

test("the roles that can be configured are the roles there are", async () => {
  const files = await readdir(fileURLToPath(new URL("../../../roles", import.meta.url)));
  expect(files.toSorted()).toEqual(ROLE_NAMES.map((name) => `${name}.md`).toSorted());
});

test("$schema may stand in both files and sets nothing", () => {
  for (const level of ["user", "project"] as const) {
    expect(parseConfig('{"$schema": "./x.json"}', "f", level).leaves).toEqual([]);
  }
});

describe.each(Object.entries(CASES))("%s", (name, { good, bad, project }) => {
  const key = name.startsWith("models.lenses")
    ? name.replace("<name>", "security")
    : name.replace("<name>", NAME);
  const parse = (value: unknown, level: "user" | "project") =>
    parseConfig(fileOf(key, value), `${level}.json`, level);
  const settingOf = (effective: ReturnType<typeof mergeConfig>) =>
    effective.settings.find((setting) => setting.key === key);

  test("set by the user, it counts", () => {
    const setting = settingOf(mergeConfig(parse(good, "user"), null));
    expect(setting).toEqual({ key, value: good, origins: [{ level: "user", file: "user.json" }] });
    expect(settingOf(mergeConfig(null, null))?.value).not.toEqual(good);
  });

  test("a wrong value is refused with file, line and key", () => {
    const error = errorOf(() => parse(bad, "user"));
    expect(error.code).toBe("invalid-configuration");
    expect(error.message).toMatch(/^user\.json:\d+:\d+: /);
    expect(error.message).toContain(key);
    expect(error.remedy).toContain(key);
  });

  test(project === "refused" ? "a project may not set it" : "a project can only tighten it", () => {
    if (project === "refused") {
      const error = errorOf(() => parse(good, "project"));
      expect(error.message).toContain("a project may not set this");
      expect(error.remedy).toContain(key);
      return;
    }
    const effective = mergeConfig(parse(good, "user"), parse(project.writes, "project"));
    expect(settingOf(effective)?.value).toEqual(project.counts);
    const loser = { key, value: project.writes, file: "project.json", by: good };
    expect(effective.overruled).toEqual(
      JSON.stringify(project.counts) === JSON.stringify(good) ? [loser] : [],
    );
  });
});

function fileOf(key: string, value: unknown): string {
  const object = key.split(".").reduceRight((inner: unknown, step) => ({ [step]: inner }), value);
  return JSON.stringify(object, null, 2);
}

function errorOf(run: () => unknown): OperatorError {
  try {
    run();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
