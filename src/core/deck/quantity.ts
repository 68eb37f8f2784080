import type { Usage } from "../agents/run.ts";

/** A duration in at most six characters: `7s`, `3m05s`, `2h07m`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${twoDigits(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
}

/** A number of tokens in at most five characters up to a billion: `950`, `12.3k`, `120k`, `1.2M`. */
export function tokenCount(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 99_950) return `${(tokens / 1000).toFixed(1)}k`;
  if (tokens < 999_500) return `${Math.round(tokens / 1000)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}

/** US dollars: `$0.004`, `$1.25`; empty when nothing is known to have been spent. */
export function money(usd: number): string {
  if (usd <= 0) return "";
  if (usd < 0.001) return "<$0.001";
  return `$${usd.toFixed(usd < 0.1 ? 3 : 2)}`;
}

/** Tokens of all kinds together. */
export function allTokens(usage: Usage): number {
  return usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
}

/** US dollars to which an unknown amount may have to be added. */
export function atLeast(usd: number, more: boolean): string {
  if (!more) return money(usd);
  return usd === 0 ? "unknown" : `≥ ${money(usd)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/**
 * What several have cost together, for people. Tokens without a price have an unknown cost: `unknown`, or `≥ $1.25`
 * beside others that have one; empty when nothing was used.
 */
export function costText(usages: readonly Usage[]): string {
  const total = usages.reduce((sum, usage) => sum + usage.cost, 0);
  return atLeast(
    total,
    usages.some((usage) => allTokens(usage) > 0 && usage.cost === 0),
  );
}
