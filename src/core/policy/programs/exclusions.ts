import { baseName, matchesGlob } from "../paths/glob.ts";
import { guardedNames, SECRET_NAMES } from "../paths/guarded-names.ts";
import type { Policy, Reason } from "../policy.ts";
import type { Use } from "./program.ts";

type Tree = NonNullable<Use["tree"]>;

/**
 * Adds to the denial of a search over files for secrets the options that leave them out; `judge` says what becomes of the
 * search when it looks at less.
 */
export function withExclusions(
  denial: Reason,
  search: { readonly name: string; readonly tree: Tree },
  policy: Policy,
  judge: (tree: Tree) => Reason,
): Reason {
  const { name, tree } = search;
  const written = WRITTEN.get(name);
  const { selects } = tree;
  if (denial.rule !== "secrets" || written === undefined || selects === undefined) return denial;
  const left: Exclusion[] = [];
  while (left.length <= MOST) {
    let last = "";
    const reason = judge({
      ...tree,
      selects: (path) => {
        if (!selects(path) || left.some((one) => excludes(one, path))) return false;
        last = path;
        return true;
      },
    });
    if (reason.rule !== "secrets") break;
    // What the command names itself is not left out.
    if (last === "") return denial;
    left.push(exclusionOf(last, policy));
  }
  const plain = left.every(({ glob }) => /^[\w.*-]+$/.test(glob));
  const options = left.map((one) => written(one)).join(" ");
  return {
    ...denial,
    instead:
      plain && left.length <= MOST ? `leave them out: ${options}` : `say which files you mean: ${written()}`,
  };
}

/** More options than these are hard to read, and something else is the better way. */
const MOST = 4;

interface Exclusion {
  readonly on: "file" | "folder";
  readonly glob: string;
}

/** How the programs write an exclusion, or, without one, what they are to look at. */
const WRITTEN = new Map<string, (exclusion?: Exclusion) => string>([
  ...["grep", "egrep", "fgrep"].map((name) => [name, byGrep] as const),
  ["rg", (exclusion) => (exclusion === undefined ? "-g '*.ts'" : `-g '!${exclusion.glob}'`)],
]);

function byGrep(exclusion?: Exclusion): string {
  if (exclusion === undefined) return "--include='*.ts'";
  return exclusion.on === "folder" ? `--exclude-dir=${exclusion.glob}` : `--exclude='${exclusion.glob}'`;
}

function excludes({ on, glob }: Exclusion, path: string): boolean {
  if (on === "file") return matchesGlob(glob, baseName(path));
  return path.split("/").includes(glob);
}

function exclusionOf(path: string, policy: Policy): Exclusion {
  const names = guardedNames("read", policy);
  const folder = path
    .split("/")
    .slice(0, -1)
    .find((name) => names.has(name));
  if (folder !== undefined) return { on: "folder", glob: folder };
  const file = baseName(path);
  if (file.startsWith(".env")) return { on: "file", glob: ".env*" };
  return {
    on: "file",
    glob: SECRET_NAMES.find((glob) => matchesGlob(glob, file)) ?? file,
  };
}
