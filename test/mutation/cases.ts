import assert from "node:assert/strict";

/** One test: it passes when `run` returns. */
export interface Case {
  readonly name: string;
  readonly run: () => unknown;
}

let cases: Case[] = [];
let endings: (() => void)[] = [];
let file = "";

process.on("exit", forget);

export function enter(name: string): void {
  file = name;
}

export function collected(): readonly Case[] {
  return cases;
}

/** Ends what the tests so far have begun, and collects anew. */
export function forget(): void {
  for (const end of endings) end();
  endings = [];
  cases = [];
}

/** The part of vitest that the tests of the guard use. */
export const test = Object.assign(
  (name: string, run: () => unknown): void => {
    cases.push({ name: `${file}: ${name} #${cases.length}`, run });
  },
  {
    each:
      (table: readonly unknown[]) =>
      (name: string, run: (...row: never[]) => unknown): void => {
        for (const row of table)
          test(`${name} ${JSON.stringify(row)}`, () =>
            run(...((Array.isArray(row) ? row : [row]) as never[])));
      },
  },
);

export const describe = {
  each:
    (table: readonly unknown[]) =>
    (_name: string, run: (...row: never[]) => void): void => {
      for (const row of table) run(...((Array.isArray(row) ? row : [row]) as never[]));
    },
};

export function beforeAll(run: () => void): void {
  run();
}

export function afterAll(run: () => void): void {
  endings.push(run);
}

export const expect = Object.assign(check, { any: (_type: unknown) => ANY });

/** Stands for a value that is not looked at. */
const ANY = Symbol("any");

function check(actual: unknown): Expectation & { readonly not: Expectation } {
  const checks = expectation(actual);
  const not = Object.fromEntries(
    Object.entries(checks).map(([name, check]) => [
      name,
      (...args: unknown[]) =>
        assert.throws(() => Reflect.apply(check, undefined, args), assert.AssertionError),
    ]),
  ) as unknown as Expectation;
  return { ...checks, not };
}

type Expectation = ReturnType<typeof expectation>;

function expectation(actual: unknown) {
  return {
    toBe: (expected: unknown) =>
      assert.ok(Object.is(actual, expected), `${show(actual)}, not ${show(expected)}`),
    toEqual: (expected: unknown) => assert.deepEqual(plain(actual), plain(expected)),
    toMatchObject: (expected: object) =>
      assert.partialDeepStrictEqual(
        plain(actual),
        plain(
          Array.isArray(expected)
            ? expected
            : Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== ANY)),
        ),
      ),
    toHaveLength: (length: number) => assert.equal((actual as { length: number }).length, length),
    toContain: (item: unknown) => assert.ok((actual as readonly unknown[]).includes(item), show(actual)),
    toMatch: (pattern: RegExp) => assert.match(actual as string, pattern),
    toBeNull: () => assert.equal(actual, null),
    toBeUndefined: () => assert.equal(actual, undefined),
    toBeLessThan: (limit: number) => assert.ok((actual as number) < limit, show(actual)),
    toBeGreaterThanOrEqual: (limit: number) => assert.ok((actual as number) >= limit, show(actual)),
    toHaveProperty: (key: string, ...value: readonly unknown[]) => {
      assert.ok(Object.hasOwn(actual as object, key), `no ${key}`);
      if (value.length > 0)
        assert.deepEqual(plain((actual as Record<string, unknown>)[key]), plain(value[0]));
    },
  };
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** Without keys that hold `undefined`, which vitest takes for missing. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, plain(part)]),
  );
}
