import { button, icon } from "../dom.js";

const NEAR = 80;
const MARGIN = 12;

/** @param {ScrollingParts} parts @returns {Scrolling} */
export function createScrolling({ log, strings, onScroll }) {
  const jump = button(strings.new_messages, "jump", () => {
    toEnd();
    log.focus({ preventScroll: true });
  }, { hidden: true }, icon("down"));
  const left = () => log.scrollHeight - log.clientHeight - log.scrollTop;
  let near = true;

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    near = true;
    jump.hidden = true;
  }

  log.addEventListener("scroll", () => {
    near = left() <= NEAR;
    if (near) jump.hidden = true;
    onScroll(log.scrollTop);
  });

  return {
    jump,
    toEnd,
    arrived(first) {
      if (!near) {
        jump.hidden = false;
        return;
      }
      const top = first.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop;
      log.scrollTop = Math.min(top - MARGIN, log.scrollHeight - log.clientHeight);
      near = true;
    },
    restore(top) {
      if (top === null) toEnd();
      else log.scrollTop = top;
      near = left() <= NEAR;
    },
  };
}
