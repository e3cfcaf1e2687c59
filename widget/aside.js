const inside = (inner, outer) =>
  inner.width > 0 && inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right;

/**
 * Moves the launcher and the panel to the other side while they would hide the focused part of the page
 * (WCAG 2.2, 2.4.11 Focus Not Obscured).
 * @param {HTMLElement} root of the chat
 */
export function stepAside(root, focused) {
  root.classList.remove("aside");
  const area = focused.getBoundingClientRect();
  const covers = [...root.querySelectorAll(".launcher, .panel")].map((cover) => cover.getBoundingClientRect());
  root.classList.toggle("aside", covers.some((cover) => inside(area, cover)));
}
