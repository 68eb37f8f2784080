import type { FailureCause } from "./run.ts";

/** What a provider's refusal means for the child. */
export interface ProviderFailure {
  readonly cause: Extract<FailureCause, "provider-error" | "rate-limit">;
  /** Whether the same request may well succeed a little later. */
  readonly transport: boolean;
}

/**
 * Whether another provider may do better: this one could not be reached or serve, or its limit is reached. A key that
 * is not accepted or a request that is not valid would only be hidden by trying elsewhere.
 */
export function allowsFallback(cause: FailureCause, transport: boolean): boolean {
  return cause === "rate-limit" || (cause === "provider-error" && transport);
}

/** An account's limit, which waiting a little does not lift. */
const QUOTA =
  /insufficient_quota|exceeded your current quota|quota exceeded|usage limit|spend(ing)? (cap|limit)|billing|out of (budget|credits?)|credit balance|insufficient (credits?|balance|funds)|available balance|payment required/i;

const RATE = /rate.?limit|too many requests|resource.?exhausted|throttl/i;

const TRANSPORT =
  /overloaded|high demand|service.?unavailable|bad gateway|gateway time|server.?error|internal.?error|provider.?returned.?error|network.?error|connection.?(error|refused|lost|reset|closed)|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|getaddrinfo|other side closed|fetch failed|upstream|reset before headers|socket|timed? ?out|terminated|websocket|ended (without|before)|http2 request did not/i;

/**
 * Reads a provider's error as Pi words it. The HTTP status is taken from the beginning of the text, which Pi forms as
 * `429: {...}` or `Provider (429): ...`, and otherwise from `status`, the one that was seen on the wire.
 */
export function classifyFailure(message: string, status: number | undefined): ProviderFailure {
  const code = statusOf(message) ?? status;
  const limited = code === 429 || (code === undefined && RATE.test(message));
  if (QUOTA.test(message) || code === 402) {
    return { cause: limited ? "rate-limit" : "provider-error", transport: false };
  }
  if (limited) return { cause: "rate-limit", transport: true };
  const transport =
    code === undefined
      ? TRANSPORT.test(message)
      : code >= 500 || code === 408 || code === 409 || code === 425;
  return { cause: "provider-error", transport };
}

function statusOf(message: string): number | undefined {
  const match = /^(\d{3})\b/.exec(message) ?? /\((\d{3})\)/.exec(message.slice(0, 200));
  const code = Number(match?.[1]);
  return code >= 400 && code < 600 ? code : undefined;
}
