const SETTLE = 250; // NVDA drops what is said while the focus is still moving (Carbon AI Chat, accessibility.md)
const STAY = 1_000; // TalkBack misses text that leaves sooner (Bot Framework Web Chat, ACCESSIBILITY.md)
const PATIENCE = 1_000;

/**
 * Speaks to screen readers through regions that hold nothing else, so that the visible log stays silent.
 * @param {AnnouncerParts} parts @returns {Announcer}
 */
export function createAnnouncer({ polite, assertive }) {
  const timers = new Set();
  let turn = 0;
  let waiting = 0;

  function later(work, delay) {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, delay);
    timers.add(timer);
    return timer;
  }

  function speak(region, text) {
    later(() => {
      region.textContent = text;
      later(() => {
        if (region.textContent === text) region.textContent = "";
      }, STAY);
    }, SETTLE);
  }

  return {
    say(text) {
      // Two regions in turn: the same words twice in one region are read only once.
      speak(polite[turn++ % polite.length], text);
    },
    alert(text) {
      speak(assertive, text);
    },
    waiting(text) {
      this.arrived();
      waiting = later(() => this.say(text), PATIENCE);
    },
    arrived() {
      clearTimeout(waiting);
      timers.delete(waiting);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
