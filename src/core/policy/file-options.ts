import { pathPattern } from "./paths/glob.ts";
import type { Policy } from "./policy.ts";
import { type CommandStep, opaque, type Ruling } from "./ruling.ts";
import type { World } from "./world.ts";
import { TRACKED } from "./wrappers/feed.ts";

/**
 * Judges whether a pattern among the words of a command becomes the name of a file that the command takes for an option;
 * `written` holds the names of the files that the line has written.
 */
export function judgeFileOptions(
  { words, folders = [] }: CommandStep,
  policy: Policy,
  world: World,
  written: ReadonlySet<string>,
): readonly Ruling[] {
  const names = [
    ...folders.flatMap((folder) => (world.list(folder) ?? []).map(({ name }) => name)),
    ...written,
  ];
  const dashed = names.filter((name) => name.startsWith("-"));
  for (const word of dashed.length === 0 ? [] : words.slice(1)) {
    const first = word.text.split("/")[0] ?? "";
    const meant =
      word.kind === "glob" && word.prefix === ""
        ? dashed.find(pathPattern(first, false))
        : word.text.startsWith(TRACKED.text)
          ? dashed[0]
          : undefined;
    if (meant !== undefined)
      return [
        {
          ...opaque(`${meant} is a file whose name would be taken for an option`, policy),
          instead: "write ./ in front of the pattern",
        },
      ];
  }
  return [];
}
