const DELAYS = [1, 2, 4, 8, 16, 30];

/**
 * Delivers messages one at a time and in order. A transient failure keeps the message first in line to try
 * again; a refusal lets the next one through.
 * @param {OutboxParts} parts @returns {Outbox}
 */
export function createOutbox({ next, deliver, delivered, failed }) {
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
      timer = setTimeout(run, delay * 1000);
      return false;
    }
  }

  async function run() {
    clearTimeout(timer);
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
    wake() {
      tries = 0;
      return run();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
