import { Socket } from "node:net";
import {
  type FromChild,
  LIFELINE_FD,
  lifelineLine,
  readToChild,
  type ToChild,
} from "../core/agents/lifeline.ts";
import { killFamily } from "./processes.ts";

/** The child's end of the lifeline. */
export interface Lifeline {
  send(message: FromChild): void;
  /** Calls back for each message of the parent. */
  listen(listener: (message: ToChild) => void): void;
  /** Whether a message is waited for: while one is, the lifeline keeps the child alive. */
  await(waiting: boolean): void;
}

/**
 * Opens the lifeline. When it ends, the parent is gone, even if it had no time to say so: everything that this child
 * has started is killed, and then the child itself. The lifeline alone does not keep the child alive.
 */
export function openLifeline(mark: string): Lifeline {
  const socket = new Socket({ fd: LIFELINE_FD, readable: true, writable: true });
  const listeners: ((message: ToChild) => void)[] = [];
  const endAll = () => {
    killFamily(mark);
    process.kill(process.pid, "SIGKILL");
  };
  // Pi exits by itself when it finds its output closed, and may find that before the end of the lifeline.
  const parent = process.ppid;
  process.on("exit", () => {
    if (process.ppid !== parent) killFamily(mark);
  });
  socket.on("end", endAll);
  socket.on("error", endAll);
  socket.setEncoding("utf8");
  let rest = "";
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = readToChild(line);
      if (message !== null) for (const listener of listeners) listener(message);
    }
  });
  socket.unref();
  return {
    send: (message) => void socket.write(lifelineLine(message)),
    listen: (listener) => void listeners.push(listener),
    await: (waiting) => void (waiting ? socket.ref() : socket.unref()),
  };
}
