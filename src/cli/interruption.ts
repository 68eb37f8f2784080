/** A person's or the system's wish that the command ends. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Takes the listeners away. */
  dispose(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Turns the signals that ask a process to end into an abort, so that it can end its children first. */
export function interruption(process: NodeJS.Process): Interruption {
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
