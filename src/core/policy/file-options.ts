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
  for (const word of words) {
    const first = word.text.replace(/\/.*/s, "");
    const fits = (name: string): boolean =>
      word.kind === "glob" ? pathPattern(first, false)(name) : first.startsWith(TRACKED.text);
    const meant = dashed.find(fits);
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
