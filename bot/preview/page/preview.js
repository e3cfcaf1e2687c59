const panel = document.querySelector("#preview");
const status = panel.querySelector(".preview-status");
const replies = panel.querySelector(".preview-replies");
const empty = panel.querySelector(".preview-empty");

const OUTCOMES = {
  sure: "Answered at once: it is sure.",
  doubtful: "Answered, and offered what else may have been meant: it is not quite sure.",
  offered: "Asked which question was meant: it is not sure enough to answer.",
  unsure: "Not understood: nothing is near enough.",
  outside: "Not for this assistant (out of scope).",
  several: "Several questions, answered one after the other.",
  foreign: "Not in English.",
  danger: "A danger sign: it comes before everything else.",
};
const BUTTON = "A button was pressed: it carries the answer, nothing had to be understood.";

function make(tag, name, ...content) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...content.filter((each) => each !== null));
  return node;
}

const percent = (share) => (share < 0.01 ? "under 1 %" : `${(100 * share).toFixed(0)} %`);

/** Where a text stands: a link that opens it in VS Code, and a button that copies file and line. */
function place(found) {
  if (!found) return null;
  const line = `${found.file}:${found.line}`;
  const link = make("a", "", line);
  link.href = `vscode://file${encodeURI(found.path)}:${found.line}`;
  link.title = "Open in VS Code";
  const copy = make("button", "", "Copy");
  copy.type = "button";
  copy.setAttribute("aria-label", `Copy ${line}`);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(line);
    copy.textContent = "Copied";
  });
  return make("span", "preview-place", link, copy);
}

function answer({ answer: name, begins, place: where }) {
  return make("div", "preview-answer", make("p", "", begins), make("p", "preview-name", name), place(where) ?? "");
}

/** How surely the message asks for something known, beside the scores from which that has a consequence. */
function meter(score, thresholds) {
  const bar = make("div", "preview-meter", make("i", ""));
  bar.setAttribute("aria-hidden", "true");
  bar.firstChild.style.width = `${100 * Math.min(1, score)}%`;
  const names = { certain: "answers", likely: "answers and offers", possible: "offers" };
  for (const [name, from] of Object.entries(thresholds)) {
    const mark = make("span", "");
    mark.dataset.name = from;
    mark.title = `from ${from} on it ${names[name]}`;
    mark.style.insetInlineStart = `${100 * from}%`;
    bar.append(mark);
  }
  return bar;
}

function section(title, ...content) {
  return make("section", "", make("h3", "", title), ...content);
}

function near({ text, likeness, place: where }) {
  return make("li", "", `${text} `, make("span", "preview-score", `(${likeness.toFixed(2)})`), make("br"), place(where));
}

function ranking(ranked) {
  const [best, ...others] = ranked;
  const parts = [];
  if (best.nearest.length) {
    const title = `Nearest examples of ${best.answer} (1 = the same)`;
    parts.push(section(title, make("ul", "preview-near", ...best.nearest.map(near))));
  }
  const rows = [best, ...others].map(({ answer: name, confidence, nearest }, index) =>
    make("tr", "", make("td", "", name), make("td", "", percent(confidence)),
      make("td", "", ...(index && nearest[0] ? [`${nearest[0].text} (${nearest[0].likeness.toFixed(2)}) `, place(nearest[0].place)] : [""]))));
  const heads = ["Answer", "Share", "Nearest example"].map((text) => {
    const head = make("th", "", text);
    head.scope = "col";
    return head;
  });
  parts.push(section("What it chose between", make("table", "", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows))));
  return parts;
}

function danger({ rules, model, found }) {
  const lines = [];
  if (found) lines.push(make("li", "preview-alarm", `${found.words} (${found.id}, ${found.urgency}): ${found.because.join("; ")}`));
  for (const rule of rules) lines.push(make("li", "", found ? rule : `${rule}: seen, but the model finds the message harmless`));
  for (const { text, probability, threshold, sign, id } of model) {
    lines.push(make("li", "", `Model: ${percent(probability)} (alarm from ${(100 * threshold).toFixed(2).replace(/\.?0+$/, "")} %), nearest sign ${id}: ${sign}`,
      ...(model.length > 1 ? [make("br"), make("span", "preview-score", `“${text}”`)] : [])));
  }
  if (!lines.length) lines.push(make("li", "", "No rule fired; there was nothing the model could read."));
  return section(found ? "Danger sign" : "Danger signs looked for: none", make("ul", "preview-facts", ...lines));
}

function facts(why) {
  const lines = [];
  if (why.repaired) lines.push(`Spelling repaired: “${why.repaired}”`);
  if (why.topic) lines.push(`Talked about before: ${why.topic}`);
  if (why.language) lines.push(`Language: ${why.language}`);
  for (const part of why.parts) lines.push(`Read also as “${part.text}”: ${part.answer} (${part.in_scope.toFixed(2)})`);
  return lines.length ? section("How the message was read", make("ul", "preview-facts", ...lines.map((line) => make("li", "", line)))) : null;
}

function reasons(why) {
  if (!why) return [make("p", "", BUTTON)];
  const score = make("p", "", OUTCOMES[why.outcome], " ", make("span", "preview-score", `In-scope score ${why.in_scope.toFixed(2)}; `
    + `answers from ${why.thresholds.certain}, with other offers from ${why.thresholds.likely}, only offers from ${why.thresholds.possible}.`));
  return [score, meter(why.in_scope, why.thresholds), facts(why), danger(why.danger), ...ranking(why.ranking)];
}

// After a lost connection the server tells again what it told before.
function addReply({ at, said, answers, why }) {
  if (replies.querySelector(`[data-at="${at}"]`)) return;
  for (const open of replies.querySelectorAll("details[open]")) open.open = false;
  const details = make("details", "", make("summary", "", "Why"), ...reasons(why));
  details.open = true;
  const item = make("li", "", make("p", "preview-said", said), ...answers.map(answer), details);
  item.dataset.at = at;
  replies.prepend(item);
  empty.hidden = true;
}

function showStatus({ state, text, problems }) {
  status.dataset.state = state;
  status.querySelector("p").textContent = text;
  status.querySelector("ul").replaceChildren(...problems.map((problem) => make("li", "", problem)));
}

function listen() {
  const events = new EventSource("/preview/events");
  events.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind === "status") showStatus(event);
    else addReply(event);
  });
  events.addEventListener("error", () => showStatus({ state: "mistake", text: "The preview was stopped. Start it again: bot preview", problems: [] }));
}

const skip = make("a", "skip", "Skip to the preview");
skip.href = "#preview";
document.body.prepend(skip);
listen();
document.querySelector("clinic-chat").open({ focus: false });
