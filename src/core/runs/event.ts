/** One line of a run's log. */
export interface RunEvent {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What a log holds. `damaged` is the number (from 1) of the first line inside it that is not an event. */
export interface ParsedLog {
  readonly events: readonly RunEvent[];
  /** The last line was cut off by a crash in the middle of writing it; it is left out. */
  readonly torn: boolean;
  readonly damaged: number | null;
}

/** Reads the text of `events.jsonl`. */
export function parseLog(text: string): ParsedLog {
  const events: RunEvent[] = [];
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const last = index === lines.length - 1;
    if (last && line === "") break;
    const event = parseEvent(line);
    // An object that parses is whole: no proper prefix of a JSON object is one.
    if (event !== null) events.push(event);
    else if (last) return { events, torn: true, damaged: null };
    else return { events, torn: false, damaged: index + 1 };
  }
  return { events, torn: false, damaged: null };
}

/** Whether the run came to its end, well or badly; a run without it was interrupted, or still runs. */
export function isFinished(events: readonly RunEvent[]): boolean {
  return events.some((event) => event.type === "run-ended");
}

function parseEvent(line: string): RunEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  return isEvent(value) ? value : null;
}

function isEvent(value: unknown): value is RunEvent {
  return (
    typeof value === "object" &&
    value !== null &&
    "at" in value &&
    typeof value.at === "string" &&
    "type" in value &&
    typeof value.type === "string"
  );
}
