import type { ChildEvent } from "./child-event.ts";
import { nameOfModel } from "./model.ts";
import { addUsage, type LiveChild, NO_USAGE } from "./run.ts";

/** The picture of a child that was just asked for. */
export function newLiveChild(id: string, label: string): LiveChild {
  return { id, label, state: "queued", model: null, turns: 0, usage: NO_USAGE, lastWords: "" };
}

/** The picture after an event. Times and states that come from the process itself are not set here. */
export function foldLive(live: LiveChild, event: ChildEvent): LiveChild {
  switch (event.kind) {
    case "message": {
      const usage = addUsage(live.usage, event.usage);
      if (event.error !== null) return { ...live, usage };
      const { note: _note, ...rest } = live;
      return {
        ...rest,
        state: "running",
        usage,
        model: nameOfModel(event.model),
        turns: live.turns + 1,
        lastWords: lastWords(event.text) || live.lastWords,
      };
    }
    case "tool":
      return { ...live, tool: pictureOf(event.tool, event.args) };
    case "tool-end":
    case "report":
      return withoutTool(live);
    case "retry":
      return {
        ...live,
        state: "waiting",
        note: `retry ${event.attempt} of ${event.of}: ${oneLine(event.error, 80)}`,
      };
    default:
      return live;
  }
}

/** A tool and the argument that tells most, in at most 80 characters. */
export function pictureOf(tool: string, args: unknown): string {
  const values = typeof args === "object" && args !== null ? (args as Record<string, unknown>) : {};
  const telling = ["command", "path", "pattern", "title", "query"].find(
    (key) => typeof values[key] === "string",
  );
  return oneLine(telling === undefined ? tool : `${tool} ${String(values[telling])}`, 80);
}

/** The text on one line without control characters, cut to `length` characters. */
export function oneLine(text: string, length: number): string {
  // A prefix is enough: no more than `length` characters of it are kept.
  const flat = flatten(text.slice(0, length * 4));
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat;
}

function lastWords(text: string): string {
  return flatten(text.slice(-800)).slice(-200);
}

function flatten(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}

function withoutTool(live: LiveChild): LiveChild {
  const { tool: _tool, ...rest } = live;
  return rest;
}
