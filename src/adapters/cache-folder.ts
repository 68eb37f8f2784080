import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The user's folder for what can be made again: `XDG_CACHE_HOME` or `~/.cache`, on macOS `~/Library/Caches`
 * (XDG Base Directory Specification 0.8: a relative path is ignored).
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const home = env["HOME"] || homedir();
  const named = env["XDG_CACHE_HOME"];
  if (named !== undefined && isAbsolute(named)) return named;
  return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
