import { execa } from "execa";
import { z } from "zod";
import { OperatorError } from "../core/errors.ts";
import { type Catalogue, type CatalogueModel, nameOf, readModel } from "../core/models/catalogue.ts";
import { findModel, parseModelReference } from "../core/models/reference.ts";
import type { PiCommand } from "./pi/locate.ts";

/** Gives the catalogue; models that are `mentioned` are in it, authenticated or not, if Pi knows them at all. */
export type CatalogueSource = (mentioned: readonly string[]) => Promise<Catalogue>;

export interface CatalogueOptions {
  readonly pi: PiCommand;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Asks Pi itself, started as the children are: whatever they can use is in the catalogue, and nothing else. Pi lists
 * only authenticated models; a mentioned one that is not among them is looked up by itself.
 */
export function piCatalogue(options: CatalogueOptions): CatalogueSource {
  return async (mentioned) => {
    const [list, state] = await ask(options, [], ["get_available_models", "get_state"]);
    const models = LIST.parse(list).models.flatMap((model) => readModel(model, true) ?? []);
    const missing = [...new Set(mentioned)].filter((model) => findModel(model, models).status === "unknown");
    const known = await Promise.all(missing.map((model) => lookUp(options, model)));
    const own = readModel(STATE.parse(state).model, true);
    return {
      models: [...models, ...known.filter((model) => model !== null)],
      piDefault: own !== null && models.some((model) => nameOf(model) === nameOf(own)) ? nameOf(own) : null,
    };
  };
}

/** The part of Pi's own registry that the catalogue is read from. */
export interface Registry {
  getAll(): readonly unknown[];
  getAvailable(): readonly { readonly provider: string; readonly id: string }[];
  getRegisteredProviderIds(): readonly string[];
  getRegisteredNativeProvider(provider: string): unknown;
  getRegisteredProviderConfig(provider: string): { readonly models?: readonly unknown[] } | undefined;
}

/**
 * Reads the registry of the Pi that we run in. What only an extension of this Pi provides is left out: specialists run
 * without extensions and could not reach it.
 */
export function registryCatalogue(registry: Registry, piDefault: string | null): CatalogueSource {
  return async () => {
    const foreign = new Set(
      registry
        .getRegisteredProviderIds()
        .filter(
          (id) =>
            registry.getRegisteredNativeProvider(id) !== undefined ||
            registry.getRegisteredProviderConfig(id)?.models !== undefined,
        ),
    );
    const ready = new Set(registry.getAvailable().map(nameOf));
    const models = registry
      .getAll()
      .flatMap((model) => readModel(model, true) ?? [])
      .filter((model) => !foreign.has(model.provider))
      .map((model) => ({ ...model, authenticated: ready.has(nameOf(model)) }));
    return { models, piDefault: piDefault !== null && ready.has(piDefault) ? piDefault : null };
  };
}

const LIST = z.object({ models: z.array(z.unknown()) });
const STATE = z.object({ model: z.unknown() });
const RESPONSE = z.object({
  type: z.literal("response"),
  command: z.string(),
  success: z.literal(true),
  data: z.unknown(),
});

/** How long Pi may take to answer, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What Pi says when it passes an id on that its catalogue does not have. */
const PASSED_ON = /using custom model id/i;

/** A model that Pi knows but has no key for; null when it does not know it. */
async function lookUp(options: CatalogueOptions, model: string): Promise<CatalogueModel | null> {
  const reference = parseModelReference(model);
  if (reference === null) return null;
  const said = await run(options, ["--model", nameOf(reference)], ["get_state"]);
  // Pi ends at once with an error when it knows no such provider.
  if (said.exitCode !== 0 || PASSED_ON.test(said.stderr)) return null;
  const found = readModel(STATE.parse(responses(said.stdout).get("get_state")).model, false);
  return found !== null && nameOf(found) === nameOf(reference) ? found : null;
}

async function ask(
  options: CatalogueOptions,
  args: readonly string[],
  commands: readonly string[],
): Promise<unknown[]> {
  const { exitCode, stdout, stderr } = await run(options, args, commands);
  const answers = responses(stdout);
  const missing = commands.find((command) => !answers.has(command));
  if (missing === undefined) return commands.map((command) => answers.get(command));
  const why = stderr.trim() === "" ? `it ended with ${exitCode ?? "a signal"}` : stderr.trim();
  throw new OperatorError(
    "unavailable",
    `Pi did not say which models there are: ${why}`,
    "Run pi --list-models and see what it says.",
  );
}

async function run({ pi, cwd, env }: CatalogueOptions, args: readonly string[], commands: readonly string[]) {
  const result = await execa(pi.file, [...pi.args, ...PLAIN_RPC, ...args], {
    cwd,
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
    extendEnv: false,
    input: commands.map((type) => `${JSON.stringify({ type })}\n`).join(""),
    timeout: PATIENCE_MS,
    reject: false,
    stripFinalNewline: false,
  });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** The same isolation as that of a child. */
const PLAIN_RPC = [
  "--mode",
  "rpc",
  "--no-session",
  "--no-extensions",
  "--no-approve",
  "--no-context-files",
  "--no-skills",
  "--no-prompt-templates",
  "--no-themes",
];

function responses(stdout: string): Map<string, unknown> {
  const answers = new Map<string, unknown>();
  for (const line of stdout.split("\n")) {
    if (!line.startsWith('{"type":"response"')) continue;
    const response = RESPONSE.safeParse(JSON.parse(line));
    if (response.success) answers.set(response.data.command, response.data.data);
  }
  return answers;
}
