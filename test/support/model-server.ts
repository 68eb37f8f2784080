import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** One call of `POST /v1/chat/completions`, as a script sees it. */
export interface ModelRequest {
  /** Counts all requests of this server from 1. */
  readonly number: number;
  readonly headers: IncomingHttpHeaders;
  /** The model id that was asked for. */
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  /** Names of the tools that the request offers. */
  readonly tools: readonly string[];
  /** Text of the first user message. */
  readonly prompt: string;
  /** What stands after the last `Lens: ` at the beginning of a line of the prompt; null when there is none. */
  readonly lens: string | null;
  /** 1 for the first answer of a conversation, 2 after one assistant message, and so on. */
  readonly turn: number;
  /** The parsed body, whole. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelMessage {
  readonly role: string;
  readonly text: string;
  /** Set on the result of a tool call. */
  readonly toolCallId?: string;
}

export interface ModelCall {
  readonly name: string;
  /** A value that is sent as JSON, or the literal text of the arguments, which may then be broken. */
  readonly arguments: object | string;
}

/** An answer of the model: text, tool calls, or neither. */
export interface ModelAnswer {
  readonly text?: string;
  readonly calls?: readonly ModelCall[];
  /** Tokens, as an OpenAI-compatible provider counts them; `cached` is part of `prompt`. */
  readonly usage?: { readonly prompt: number; readonly completion: number; readonly cached?: number };
  /** The model that says it answered; the one that was asked for when absent. */
  readonly model?: string;
  /** Overrides the finish reason: "stop", or "tool_calls" when there are calls. */
  readonly finish?: string;
  /** The answer begins when this settles. */
  readonly after?: Promise<unknown>;
  /** Breaks the connection after the content, before the finish reason. */
  readonly cut?: boolean;
}

/** A reply of the server itself instead of an answer of the model. */
export interface ModelRefusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; nothing is sent when absent. */
  readonly body?: unknown;
}

export type ModelReply = ModelAnswer | ModelRefusal | "hang" | "reset";

/** Decides what the model says: a pure function of the request, so that retries and order do not matter. */
export type ModelScript = (request: ModelRequest) => ModelReply | Promise<ModelReply>;

export interface ModelServer {
  /** Base URL of the API, as `models.json` wants it. */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly ModelRequest[];
  /** When each of `requests` arrived, in milliseconds of `performance.now()`. */
  readonly times: readonly number[];
  /** Resolves with the first request, past or future, that fits. */
  seen(fits: (request: ModelRequest) => boolean): Promise<ModelRequest>;
  close(): Promise<void>;
}

/** Starts a scripted, OpenAI-compatible model on a free port of 127.0.0.1. It is no model: it says what `script` says. */
export async function startModelServer(script: ModelScript): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const times: number[] = [];
  const waiting = new Set<(request: ModelRequest) => void>();

  const server = createServer((incoming, response) => {
    void answer(incoming, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    if (incoming.method !== "POST" || incoming.url !== "/v1/chat/completions") {
      response.writeHead(404).end();
      return;
    }
    const request = describe(body, incoming.headers, requests.length + 1);
    requests.push(request);
    times.push(performance.now());
    for (const notify of waiting) notify(request);
    await send(response, request, await script(request));
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    times,
    seen(fits) {
      const past = requests.find(fits);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => {
        const notify = (request: ModelRequest) => {
          if (!fits(request)) return;
          waiting.delete(notify);
          resolve(request);
        };
        waiting.add(notify);
      });
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface AgentDirOptions {
  /** Model ids by provider name; every provider points to the same server. Default: `{ fake: ["m1"] }`. */
  readonly providers?: Readonly<Record<string, readonly string[]>>;
  /** US dollars for a million tokens of each kind. Default: 1 for input, 2 for output, 0.1 for a cache read. */
  readonly cost?: Readonly<Record<"input" | "output" | "cacheRead" | "cacheWrite", number>>;
  readonly contextWindow?: number;
  /** Pi's own retries. Default: 3, beginning with 10 ms. */
  readonly retry?: Readonly<Record<string, unknown>>;
}

/**
 * Writes a folder for `PI_CODING_AGENT_DIR` whose models are served by `url`, and gives the environment that
 * makes Pi use it, without any of the machine's own keys.
 */
export async function writeAgentDir(
  dir: string,
  url: string,
  options: AgentDirOptions = {},
): Promise<Record<string, string>> {
  const models = (ids: readonly string[]) =>
    ids.map((id) => ({
      id,
      contextWindow: options.contextWindow ?? 1_000_000,
      maxTokens: 32_000,
      cost: options.cost ?? { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 0 },
    }));
  const providers = Object.fromEntries(
    Object.entries(options.providers ?? { fake: ["m1"] }).map(([name, ids]) => [
      name,
      { baseUrl: url, api: "openai-completions", apiKey: "none-needed", models: models(ids) },
    ]),
  );
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "models.json"), JSON.stringify({ providers }));
  const retry = options.retry ?? { enabled: true, maxRetries: 3, baseDelayMs: 10 };
  await writeFile(join(dir, "settings.json"), JSON.stringify({ retry }));
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: dir,
    PI_CODING_AGENT_DIR: dir,
    PI_OFFLINE: "1",
    PI_TELEMETRY: "0",
  };
}

async function readBody(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

interface WireMessage {
  readonly role: string;
  readonly content?: string | readonly { readonly type: string; readonly text?: string }[] | null;
  readonly tool_call_id?: string;
}

function describe(body: Record<string, unknown>, headers: IncomingHttpHeaders, number: number): ModelRequest {
  const messages = ((body["messages"] ?? []) as WireMessage[]).map((message) => ({
    role: message.role,
    text: textOf(message.content),
    ...(message.tool_call_id === undefined ? {} : { toolCallId: message.tool_call_id }),
  }));
  const tools = (body["tools"] ?? []) as { function?: { name: string } }[];
  const prompt = messages.find((message) => message.role === "user")?.text ?? "";
  return {
    number,
    headers,
    model: String(body["model"]),
    messages,
    tools: tools.flatMap((tool) => (tool.function === undefined ? [] : [tool.function.name])),
    prompt,
    lens: [...prompt.matchAll(/^Lens: (.+)$/gm)].at(-1)?.[1] ?? null,
    turn: messages.filter((message) => message.role === "assistant").length + 1,
    body,
  };
}

function textOf(content: WireMessage["content"]): string {
  if (content === undefined || content === null) return "";
  if (typeof content === "string") return content;
  return content.map((part) => part.text ?? "").join("");
}

async function send(response: ServerResponse, request: ModelRequest, reply: ModelReply): Promise<void> {
  if (reply === "hang") return;
  if (reply === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if ("status" in reply) {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(reply.body === undefined ? "" : JSON.stringify(reply.body));
    return;
  }
  await reply.after;
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const chunk of chunksOf(request, reply)) {
    if (!response.write(`data: ${JSON.stringify(chunk)}\n\n`)) await once(response, "drain");
  }
  if (reply.cut === true) {
    response.socket?.resetAndDestroy();
    return;
  }
  response.end("data: [DONE]\n\n");
}

/** Pieces of a long text, so that an answer streams as a real one does. */
const PIECE = 16_384;

function* chunksOf(request: ModelRequest, answer: ModelAnswer): Generator<object> {
  const chunk = (choice: object, more: object = {}) => ({
    id: `answer-${request.number}`,
    object: "chat.completion.chunk",
    created: 0,
    model: answer.model ?? request.model,
    choices: [{ index: 0, finish_reason: null, ...choice }],
    ...more,
  });
  const text = answer.text ?? "";
  const calls = answer.calls ?? [];
  yield chunk({ delta: { role: "assistant", content: "" } });
  for (let at = 0; at < text.length; at += PIECE) {
    yield chunk({ delta: { content: text.slice(at, at + PIECE) } });
  }
  for (const [index, call] of calls.entries()) {
    const json = typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments);
    const id = `call_${request.number}_${index}`;
    yield chunk({
      delta: { tool_calls: [{ index, id, type: "function", function: { name: call.name, arguments: "" } }] },
    });
    for (let at = 0; at < json.length; at += PIECE) {
      yield chunk({
        delta: { tool_calls: [{ index, function: { arguments: json.slice(at, at + PIECE) } }] },
      });
    }
  }
  if (answer.cut === true) return;
  const usage = answer.usage ?? { prompt: 10, completion: 5 };
  yield chunk(
    { delta: {}, finish_reason: answer.finish ?? (calls.length > 0 ? "tool_calls" : "stop") },
    {
      usage: {
        prompt_tokens: usage.prompt,
        completion_tokens: usage.completion,
        total_tokens: usage.prompt + usage.completion,
        prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
      },
    },
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
