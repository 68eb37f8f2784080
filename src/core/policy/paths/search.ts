import type { Policy, Reason } from "../policy.ts";
import type { World } from "../world.ts";
import { baseName, globsMeet } from "./glob.ts";
import { SECRET_FOLDERS, SECRET_NAMES } from "./guarded-names.ts";
import { judgePath } from "./paths.ts";
import { judgeBelow } from "./trees.ts";

/**
 * What ripgrep reads as its configuration (`RIPGREP_CONFIG_PATH`, an argument a line), so that it does not look into
 * files for secrets: what it never reads, neither its matches nor their number can tell. It stands in the place of the
 * user's own, which could have links followed.
 */
export function searchConfiguration(policy: Policy): string {
  const names = [...SECRET_NAMES, ...SECRET_FOLDERS, ...policy.paths.secret, ".git", ...GIT_SECRETS];
  const searched = new Set(policy.paths.readable);
  return names
    .filter((name) => !searched.has(name))
    .map((name) => `--iglob=!**/${name.replace(/\/$/, "")}\n`)
    .join("");
}

/** Files in git's folder that can hold credentials, for a search that begins in it. */
const GIT_SECRETS: readonly string[] = [".git/**/config*", ".git/**/*credential*"];

/**
 * Judges a search with ripgrep below `path`, an absolute path; it follows no links. A pattern for file names has it look
 * into every file that fits, also into those that are left out otherwise: none of them may hold secrets.
 */
export function judgeSearch(path: string, glob: string | undefined, policy: Policy, world: World): Reason {
  const own = judgePath(path, "read", policy, world);
  if (own.decision !== "allow" || glob === undefined || glob.startsWith("!")) return own;
  const reason = judgeBelow(world.realpath(path), "read", policy, world, {
    selects: (file) => mayFit(glob, file),
    links: "kept",
  });
  if (reason.rule !== "secrets") return reason;
  return { ...reason, instead: "leave the pattern out, or let it name an ending: *.ts" };
}

/** Whether a pattern may mean a file, as ripgrep reads it: `*` and `?` in its last part; the rest is taken for wider. */
function mayFit(glob: string, file: string): boolean {
  const last = baseName(glob.toLowerCase());
  if (last === "" || /[{},[\]\\]/.test(last)) return fitsEnding(last, file);
  return globsMeet(last, baseName(file.toLowerCase()));
}

/** With braces or brackets only a plain ending says what cannot be meant. */
function fitsEnding(last: string, file: string): boolean {
  const ending = /\.(?:([\w-]+)|\{([\w,-]+)\})$/.exec(last);
  const endings = (ending?.[1] ?? ending?.[2])?.split(",");
  return endings === undefined || endings.some((one) => file.toLowerCase().endsWith(`.${one}`));
}
