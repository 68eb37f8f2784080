import type { ExtensionContext } from "@earendil-works/pi-coding-agent";
import { GitFailure, gitCommands } from "../adapters/git/command.ts";
import type { CompletionSources } from "../core/review/completion.ts";

const NEWEST = 200;

/** Branches and tags of the repository, newest first, and the models that Pi has a key for. */
export function completionSources(ctx: ExtensionContext): CompletionSources {
  return {
    refs: () => refs(ctx.cwd),
    models: async () => ctx.modelRegistry.getAvailable().map((model) => `${model.provider}/${model.id}`),
  };
}

async function refs(cwd: string): Promise<readonly string[]> {
  try {
    const text = await gitCommands(cwd, process.env).text([
      "for-each-ref",
      `--count=${NEWEST}`,
      "--sort=-creatordate",
      "--format=%(refname:short)",
      "refs/heads",
      "refs/remotes",
      "refs/tags",
    ]);
    return text.split("\n").filter((ref) => ref !== "" && !ref.endsWith("/HEAD"));
  } catch (error) {
    // Outside a repository there is nothing to complete; the review itself says what is wrong.
    if (error instanceof GitFailure) return [];
    throw error;
  }
}
