import { subscribe } from "node:diagnostics_channel";
import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { retryDelay } from "../core/agents/lifeline.ts";
import type { Lifeline } from "./lifeline.ts";

/**
 * Holds each request to the provider back until the time that the provider itself has stated, or that the parent has
 * passed on. Pi retries a refused request by itself but keeps neither status nor headers of the refusal, so they are
 * read where the HTTP client publishes them.
 */
export function honourRetryAfter(pi: ExtensionAPI, lifeline: Lifeline): void {
  let notBefore = 0;
  let asking = false;
  const hold = (ms: number) => {
    notBefore = Math.max(notBefore, performance.now() + ms);
  };

  subscribe("undici:request:headers", (message) => {
    const response = readResponse(message);
    if (!asking || response === null || response.status < 400) return;
    const ms = retryDelay(response.headers["retry-after-ms"], response.headers["retry-after"], Date.now());
    if (ms !== null) hold(ms);
    lifeline.send({
      type: "refused",
      status: response.status,
      ...(ms === null ? {} : { retryAfterMs: ms }),
    });
  });
  lifeline.listen((message) => {
    if (message.type === "hold") hold(message.ms);
  });

  pi.on("before_provider_request", async () => {
    while (performance.now() < notBefore) {
      const ms = Math.ceil(notBefore - performance.now());
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 1000)));
    }
    asking = true;
  });
  pi.on("message_end", ({ message }) => {
    if (message.role === "assistant") asking = false;
  });
}

/** The status and headers of a published response; null when it is not one. Raw headers alternate name and value. */
function readResponse(message: unknown): { status: number; headers: Record<string, string> } | null {
  const response = (message as { response?: { statusCode?: unknown; headers?: unknown } }).response;
  if (typeof response?.statusCode !== "number" || !Array.isArray(response.headers)) return null;
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < response.headers.length; at += 2) {
    headers[String(response.headers[at]).toLowerCase()] = String(response.headers[at + 1]);
  }
  return { status: response.statusCode, headers };
}
