import { randomBytes } from "node:crypto";
import type { ExtensionContext } from "@earendil-works/pi-coding-agent";
import type { Choose } from "../adapters/approvals.ts";
import type { Surroundings } from "../compose/place.ts";
import { OperatorError } from "../core/errors.ts";
import { splitWords } from "../core/review/arguments.ts";

/** What the Pi that we run in is and sees; the models are those of its own registry. */
export async function surroundings(ctx: ExtensionContext): Promise<Surroundings> {
  const [{ SettingsManager }, { cacheFolder }, { agentDir }, { registryCatalogue }] = await Promise.all([
    import("@earendil-works/pi-coding-agent"),
    import("../adapters/cache-folder.ts"),
    import("../adapters/config.ts"),
    import("../adapters/models.ts"),
  ]);
  // Specialists see the user's settings and never the project's.
  const { defaultProvider, defaultModel } = SettingsManager.create(
    ctx.cwd,
    agentDir(process.env),
  ).getGlobalSettings();
  const piDefault =
    defaultProvider === undefined || defaultModel === undefined ? null : `${defaultProvider}/${defaultModel}`;
  return {
    cwd: ctx.cwd,
    env: process.env,
    execPath: process.execPath,
    script: process.argv[1],
    cacheDir: cacheFolder(process.env, process.platform),
    random: randomBytes,
    ...(ctx.hasUI ? { choose: chooseIn(ctx) } : {}),
    catalogue: registryCatalogue(ctx.modelRegistry, piDefault),
  };
}

/** Asks in Pi's own dialog. */
export function chooseIn(ctx: ExtensionContext): Choose {
  return (title, choices, { signal, timeout }) => ctx.ui.select(title, [...choices], { signal, timeout });
}

/** Splits the text behind a command into words. Throws an OperatorError for a quote that is not closed. */
export function wordsOf(text: string): readonly string[] {
  const split = splitWords(text);
  if (split.status === "problem") throw new OperatorError("usage", split.message, split.remedy);
  return split.words;
}
