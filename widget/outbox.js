const DELAYS = [1, 2, 4, 8, 16, 30];

/**
 * Delivers messages one at a time and in order. A transient failure keeps the message first in line and
 * tries again later; a refusal lets the next one through.
 * @template M
 * @param {{next: () => M | undefined, deliver: (message: M) => Promise<unknown>,
 *   delivered: (message: M, reply: any) => void, failed: (message: M, error: any) => void,
 *   setTimer?: typeof setTimeout, clearTimer?: typeof clearTimeout}} options
 */
export function createOutbox({
  next, deliver, delivered, failed,
  setTimer = setTimeout.bind(globalThis), clearTimer = clearTimeout.bind(globalThis),
}) {
  let running = false;
  let stopped = false;
  let tries = 0;
  let timer = 0;

  async function step(message) {
    try {
      delivered(message, await deliver(message));
      tries = 0;
      return true;
    } catch (error) {
      if (stopped) return false;
      failed(message, error);
      if (!error.transient) return true;
      const delay = Math.max(DELAYS[Math.min(tries++, DELAYS.length - 1)], error.retryAfter);
      timer = setTimer(run, delay * 1000);
      return false;
    }
  }

  async function run() {
    clearTimer(timer);
    if (running || stopped) return;
    running = true;
    let going = true;
    while (going && !stopped) {
      const message = next();
      going = message !== undefined && (await step(message));
    }
    running = false;
  }

  return {
    run,
    /** The network may be back or the visitor asked: try now and start the waits from the shortest. */
    wake() {
      tries = 0;
      return run();
    },
    stop() {
      stopped = true;
      clearTimer(timer);
    },
  };
}
