import { systemClock } from "../adapters/clock.ts";
import { openTerminalDisplay, type TerminalDisplay } from "../adapters/terminal/display.ts";

/**
 * Does work that shows its progress on stderr and that Ctrl-C ends. `value` is null when it was interrupted and could
 * not end in order.
 */
export async function interruptible<T>(
  process: NodeJS.Process,
  title: string,
  work: (shown: { readonly display: TerminalDisplay; readonly signal: AbortSignal }) => Promise<T>,
): Promise<
  { readonly value: T; readonly interrupted: boolean } | { readonly value: null; readonly interrupted: true }
> {
  const { signal, dispose } = interruption(process);
  const display = openTerminalDisplay({
    stream: process.stderr,
    env: process.env,
    clock: systemClock,
    title,
    cancel: "Ctrl-C ends it",
  });
  try {
    const value = await work({ display, signal });
    return { value, interrupted: signal.aborted };
  } catch (error) {
    // Programs that share the terminal got the same Ctrl-C, and fail in ways of their own.
    if (signal.aborted) return { value: null, interrupted: true };
    throw error;
  } finally {
    display.close();
    dispose();
  }
}

/** A person's or the system's wish that the command ends. */
interface Interruption {
  readonly signal: AbortSignal;
  /** Takes the listeners away. */
  readonly dispose: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Turns the signals that ask a process to end into an abort, so that it can end its children first. */
function interruption(process: NodeJS.Process): Interruption {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const name of SIGNALS) process.on(name, abort);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of SIGNALS) process.off(name, abort);
    },
  };
}
