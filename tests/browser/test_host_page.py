"""The chat and the page around it: neither changes the other, and nothing stays behind."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from bot.web.release import Release
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.browser.website import STYLE, Website

RESET = """html, body, div, span, h1, h2, h3, p, a, ul, ol, li, form, label, section, header,
button, textarea {
  margin: 0; padding: 0; border: 0; font: 9px/1 fantasy; vertical-align: baseline; color: red; }
ol, ul { list-style: none; } button { appearance: none; background: lime; display: none; }"""
IMPORTANT = """* { margin: 3px !important; padding: 7px !important; color: red !important;
  font: 9px fantasy !important;
  background: lime !important; border: 5px solid blue !important; display: inline !important; opacity:
  .5 !important;
  letter-spacing: 4px !important; text-transform: uppercase !important; position: static !important;
  float: left !important; visibility: visible !important; direction: rtl !important; text-align:
  right !important;
  cursor: wait !important; width: 10px !important; z-index: 1 !important; all: revert !important; }"""
PREFLIGHT = """*, ::before, ::after, ::backdrop { box-sizing: border-box; margin: 0; padding: 0;
  border: 0 solid; }
html { line-height: 1.5; tab-size: 4; font-family: ui-serif; font-size: 10px; }
h1, h2, h3 { font-size: inherit; font-weight: inherit; }
a { color: inherit; text-decoration: inherit; } ol, ul, menu { list-style: none; }
img, svg, video { display: block; vertical-align: middle; max-width: 100%; height: auto; }
button, input, textarea { font: inherit; color: inherit; background-color: transparent; opacity: 1; }
[hidden] { display: none !important; }"""
# What is said to screen readers comes and goes.
INSIDE = """() => {
  const PASSING = "link, time, [role=status], [role=alert], [role=status] *, [role=alert] *";
  const root = document.querySelector("clinic-chat").shadowRoot;
  return [...root.querySelectorAll("*")].filter((node) => !node.matches(PASSING)).map((node) => {
    const look = getComputedStyle(node);
    // One text for each element: 40,000 short ones take seconds to hand over.
    const values = [...look].map((name) => `${name}: ${look[name]}`);
    return [node.className.baseVal ?? node.className, values.join("\\n")];
  });
}"""
OUTSIDE = """() => [...document.querySelectorAll("html, head, body, body *")]
  .filter((node) => node.localName !== "clinic-chat").map((node) => {
    const look = getComputedStyle(node);
    const { x, y, width, height } = node.getBoundingClientRect();
    return [node.outerHTML.slice(0, 60), x, y, width, height, ...[...look].map((name) => look[name])].join();
  })"""
LEFT = """
window.__listeners = new Map();
window.__timers = new Map();
const add = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (name, listener, options) {
  const who = this === window ? "window" : this === document ? "document" : this.constructor.name;
  const shared = this === window || this === document || who === "MediaQueryList" || who === "VisualViewport";
  if (shared && new Error().stack.includes("/widget/")) {
    const key = {};
    window.__listeners.set(key, `${who} ${name}`);
    options?.signal?.addEventListener("abort", () => window.__listeners.delete(key));
  }
  return add.call(this, name, listener, options);
};
const set = window.setTimeout, clear = window.clearTimeout;
window.setTimeout = (work, delay) => {
  const timer = set(() => { window.__timers.delete(timer); work(); }, delay);
  window.__timers.set(timer, delay);
  return timer;
};
window.clearTimeout = (timer) => { window.__timers.delete(timer); clear(timer); };
const get = window.fetch;
window.__fetching = 0;
window.fetch = async (...rest) => {
  window.__fetching += 1;
  try { return await get(...rest); } finally { window.__fetching -= 1; }
};
window.__sockets = 0;
for (const name of ["WebSocket", "EventSource", "BroadcastChannel", "Worker", "SharedWorker"]) {
  window[name] = class extends window[name] { constructor(...rest) { super(...rest); window.__sockets += 1;
  } };
}
window.setInterval = () => { throw new Error("an interval"); };
"""
STILL_THERE = """() => ({ listeners: [...window.__listeners.values()], timers: [...window.__timers.values()],
                       fetching: window.__fetching, sockets: window.__sockets })"""


async def looks_inside(visitor: Visitor, website: Website) -> Any:
    """Every computed value inside the open chat."""
    await visitor.visits(website.address)
    await visitor.page.evaluate("document.querySelector('clinic-chat').open({ focus: false })")
    await expect(visitor.answers).to_have_count(1)
    # The clinic's name and numbers come with an answer of their own.
    await visitor.page.wait_for_load_state("networkidle")
    return await visitor.page.evaluate(INSIDE)


@pytest.mark.parametrize("sheet", [RESET, IMPORTANT, PREFLIGHT], ids=["reset", "important", "preflight"])
async def test_a_hostile_style_sheet_changes_nothing_inside(
    visitor: Visitor, website: Website, sheet: str
) -> None:
    website.style = STYLE
    before = await looks_inside(visitor, website)
    website.style = STYLE + sheet
    after = await looks_inside(visitor, website)
    assert len(before) == len(after) > 60
    changed = [
        (name, sorted(set(new.splitlines()) - set(old.splitlines())))
        for (name, old), (_, new) in zip(before, after, strict=True)
        if old != new
    ]
    assert changed == []


async def test_the_chat_changes_nothing_outside(visitor: Visitor, website: Website) -> None:
    chat, website.chat = website.chat, ""
    await visitor.page.goto(website.address)
    before = await visitor.page.evaluate(OUTSIDE)
    website.chat = chat
    await visitor.visits(website.address)
    marks = [line for line in await visitor.page.evaluate(OUTSIDE) if not line.startswith("<script")]
    assert cut(marks) == cut(before)
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    marks = [line for line in await visitor.page.evaluate(OUTSIDE) if not line.startswith("<script")]
    assert cut(marks) == cut(before)


def cut(lines: list[str]) -> list[str]:
    """Without the markup of the page itself, which holds the embed line only once."""
    return [line.split(",", 1)[1] for line in lines if not line.startswith(("<html", "<body", "<head"))]


async def test_loading_the_chat_shifts_nothing_on_the_page(visitor: Visitor, website: Website) -> None:
    await visitor.opens(website.address)
    shifts = await visitor.page.evaluate(
        """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().length))
             .observe({ type: "layout-shift", buffered: true }) ?? setTimeout(() => done(0), 300))"""
    )
    assert shifts == 0


async def test_no_task_of_the_chat_is_long_on_a_slow_phone(
    new_visitor: NewVisitor, website: Website, release: Release
) -> None:
    visitor = await new_visitor()
    browser = await visitor.page.context.new_cdp_session(visitor.page)
    await browser.send("Tracing.start", {"categories": "toplevel,devtools.timeline"})
    events: list[dict[str, Any]] = []
    browser.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    await visitor.opens(website.address)
    await visitor.asks("does dry needling hurt?")
    complete = asyncio.get_running_loop().create_future()
    browser.once("Tracing.tracingComplete", lambda told: complete.set_result(told))
    await browser.send("Tracing.end")
    await asyncio.wait_for(complete, 10)
    scripts = [
        event["tdur"] / 1000
        for event in events
        if event.get("name") in ("EvaluateScript", "v8.evaluateModule", "FunctionCall")
        and "tdur" in event
        and release.version in str(event.get("args", {}))
    ]
    assert len(scripts) > 5
    # A slow-down of four times, by processor time: a busy machine does not count.
    assert 4 * max(scripts) <= 50


async def test_the_page_is_not_scrolled_by_loading_opening_sending_and_closing(
    visitor: Visitor, website: Website
) -> None:
    await visitor.visits(website.address)
    await visitor.page.evaluate("scrollTo(0, 400)")
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    await visitor.asks("whats ur number")
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_be_focused()
    assert await visitor.page.evaluate("scrollY") == 400


async def test_a_removed_chat_leaves_no_listener_timer_or_socket(
    new_visitor: NewVisitor, website: Website
) -> None:
    visitor = await new_visitor()
    await visitor.page.add_init_script(LEFT)
    await visitor.opens(website.address)
    await visitor.asks("whats ur number")
    await visitor.page.route("**/messages", lambda route: None)
    async with visitor.page.expect_request("**/messages"):
        await visitor.types_and_sends("and this is on its way")
    during = await visitor.page.evaluate(STILL_THERE)
    assert len(during["listeners"]) >= 6
    assert during["timers"] != []
    assert during["fetching"] == 1
    await visitor.page.evaluate("document.querySelector('clinic-chat').remove()")
    await visitor.page.wait_for_function("() => window.__fetching === 0")
    left = {"listeners": [], "timers": [], "fetching": 0, "sockets": 0}
    assert await visitor.page.evaluate(STILL_THERE) == left


async def test_a_chat_that_is_put_back_goes_on_where_it_was(visitor: Visitor, website: Website) -> None:
    await visitor.opens(website.address)
    await visitor.asks("whats ur number")
    await visitor.page.evaluate(
        """() => { const chat = document.querySelector("clinic-chat");
            chat.remove(); document.body.append(chat); }"""
    )
    await expect(visitor.answers).to_have_count(2)


async def test_scripts_of_the_page_open_close_send_and_clear(visitor: Visitor, website: Website) -> None:
    await visitor.visits(website.address)
    chat = visitor.page.locator("clinic-chat")
    assert await chat.evaluate("chat => chat.open()") is True
    await expect(chat).to_have_attribute("open", "")
    await expect(visitor.answers).to_have_count(1)
    assert await chat.evaluate("chat => chat.send('whats ur number')") is True
    await expect(visitor.answers).to_have_count(2)
    assert await chat.evaluate("chat => chat.send('a'.repeat(501))") is False
    await chat.evaluate("chat => chat.close()")
    await expect(visitor.panel).to_be_hidden()
    assert await chat.get_attribute("open") is None
    await chat.evaluate("chat => chat.toggle()")
    await expect(visitor.panel).to_be_visible()
    assert await chat.evaluate("chat => chat.clear()") is True
    await expect(visitor.log.locator(".message")).to_have_count(0)
    assert await chat.evaluate("chat => chat.unreadCount") == 0


async def test_the_open_attribute_opens_and_closes(
    visitor: Visitor, website: Website, release: Release
) -> None:
    website.embeds(release, visitor.address, open="")
    await visitor.visits(website.address)
    await expect(visitor.panel).to_be_visible()
    assert await visitor.page.evaluate("document.activeElement.localName") == "body"
    await visitor.page.evaluate("document.querySelector('clinic-chat').removeAttribute('open')")
    await expect(visitor.panel).to_be_hidden()


@pytest.mark.parametrize("name", ["server", "theme", "position", "greeting", "phone"])
async def test_attributes_and_properties_are_the_same(visitor: Visitor, website: Website, name: str) -> None:
    await visitor.visits(website.address)
    both = await visitor.page.evaluate(
        """name => { const chat = document.createElement("clinic-chat");
             chat[name] = "one"; const first = chat.getAttribute(name);
             chat.setAttribute(name, "two"); return [first, chat[name]]; }""",
        name,
    )
    assert both == ["one", "two"]


async def test_the_page_hears_of_everything_but_not_of_the_words(visitor: Visitor, website: Website) -> None:
    await visitor.opens(website.address)
    await visitor.page.evaluate(
        """() => { window.__all = [];
             for (const name of ["chat-opened", "chat-closed", "message-sent", "answer-received",
             "send-failed",
                                 "feedback-given", "chat-cleared", "link-followed"]) {
               window.addEventListener(name, (event) =>
                 window.__all.push([name, event.composed, JSON.stringify(event.detail)])); } }"""
    )
    shown = await visitor.asks("zebra whats ur number")
    await shown.get_by_role("button", name="Helpful", exact=True).click()
    await visitor.page.evaluate(
        """() => { const { shadowRoot } = document.querySelector("clinic-chat");
             const link = shadowRoot.querySelector(".link-button");
             link.addEventListener("click", (event) => event.preventDefault()); link.click(); }"""
    )
    await visitor.clears()
    await expect(visitor.log.locator(".message")).to_have_count(0)
    await visitor.page.wait_for_function("() => window.__all.some(([name]) => name === 'chat-cleared')")
    await visitor.page.keyboard.press("Escape")
    told = await visitor.page.evaluate("window.__all")
    order = [
        "message-sent",
        "answer-received",
        "feedback-given",
        "link-followed",
        "chat-cleared",
        "chat-closed",
    ]
    assert [name for name, _, _ in told] == order
    assert all(composed for _, composed, _ in told)
    assert [detail for _, _, detail in told if "zebra" in detail or "reach us" in detail] == []


async def test_any_link_of_the_page_may_offer_the_chat(visitor: Visitor, website: Website) -> None:
    await visitor.visits(website.address)
    await visitor.page.locator("#offer").click()
    await expect(visitor.answers).to_have_count(1)
    assert visitor.page.url == website.address + "/"


async def test_that_link_goes_to_its_page_when_the_scripts_fail(visitor: Visitor, website: Website) -> None:
    await visitor.page.route("**/panel.js", lambda route: route.abort())
    await visitor.visits(website.address)
    await visitor.page.locator("#offer").click()
    await visitor.page.wait_for_url("**/contact")


@pytest.mark.parametrize("key", ["Control", "Shift", "Meta"])
async def test_that_link_pressed_for_a_new_tab_opens_no_chat(
    visitor: Visitor, website: Website, key: str
) -> None:
    await visitor.visits(website.address)
    pressed = await visitor.page.evaluate(
        """key => { const press = new MouseEvent("click", { bubbles: true, cancelable: true, composed: true,
               ctrlKey: key === "Control", shiftKey: key === "Shift", metaKey: key === "Meta" });
             let followed;
             addEventListener("click", (event) => {
               followed = !event.defaultPrevented; event.preventDefault(); }, { once: true });
             document.querySelector("#offer").dispatchEvent(press);
             return followed; }""",
        key,
    )
    assert pressed is True
    assert await visitor.page.locator("clinic-chat").get_attribute("open") is None


async def test_a_press_that_the_page_has_dealt_with_opens_no_chat(visitor: Visitor, website: Website) -> None:
    await visitor.visits(website.address)
    await visitor.page.evaluate(
        "document.querySelector('#offer').addEventListener('click', (event) => event.preventDefault())"
    )
    await visitor.page.locator("#offer").click()
    assert visitor.asked == []
    assert await visitor.page.locator("clinic-chat").get_attribute("open") is None


async def test_a_sign_inside_such_a_link_or_button_opens_the_chat_too(
    visitor: Visitor, website: Website
) -> None:
    await visitor.visits(website.address)
    await visitor.page.evaluate(
        """() => { const button = document.querySelector("#other"), sign = document.createElement("b");
             sign.textContent = "?"; sign.id = "sign"; button.dataset.chatOpen = ""; button.append(sign); }"""
    )
    await visitor.page.locator("#sign").click()
    await expect(visitor.answers).to_have_count(1)


PAGES = {
    "every object has a word of the page": "Object.prototype.extra = 'x'; Array.prototype.extra = () => {};",
    "the page has its own ideas of text": "String.prototype.fill = () => 'x'; window.fill = window.el = 1;",
    "names that the chat uses are taken": "window.panel = window.log = window.open = window.input = 1;",
    "json is written the page's way": "Array.prototype.toJSON = undefined; Date.prototype.toJSON = () => 0;",
    "elements have strange names": """addEventListener("DOMContentLoaded", () => {
        for (const id of ["input", "title", "count", "notice-title", "body", "open"]) {
          const node = document.createElement("input"); node.id = node.name = id;
          document.body.append(node); }
      });""",
    "every key is listened to": """for (const name of ["keydown", "keypress", "keyup"]) {
        document.addEventListener(name, (event) => { if (event.target.localName !== "clinic-chat")
          event.preventDefault(); }); }""",
    "the page looks elsewhere for relative addresses": """addEventListener("DOMContentLoaded", () => {
        const base = document.createElement("base"); base.href = "/elsewhere/";
        document.head.prepend(base); });""",
}


@pytest.mark.parametrize("script", PAGES.values(), ids=[name.replace(" ", "_") for name in PAGES])
async def test_scripts_of_the_page_do_not_disturb_a_conversation(
    new_visitor: NewVisitor, website: Website, script: str
) -> None:
    visitor = await new_visitor()
    await visitor.page.add_init_script(script)
    await visitor.opens(website.address)
    await expect(visitor.input).to_have_accessible_name("Your question")
    await visitor.input.press_sequentially("whats ur number")
    await visitor.input.press("Enter")
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.answer).to_contain_text("780-555-0142")
    await expect(visitor.page.get_by_role("region", name="Ask Sunrise Physical Therapy")).to_be_visible()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_be_visible()


async def test_a_link_under_the_launcher_is_not_hidden_while_it_has_the_focus(
    visitor: Visitor, website: Website
) -> None:
    website.style += "footer { position: fixed; inset: auto 24px 24px auto; } #terms { padding: 9px; }"
    await visitor.visits(website.address)
    await visitor.page.locator("#terms").focus()
    hidden = """() => { const link = document.querySelector("#terms");
        const { left, right, top, bottom } = link.getBoundingClientRect();
        const cover = document.querySelector("clinic-chat").shadowRoot.querySelector(".launcher")
          .getBoundingClientRect();
        return cover.left <= left && cover.right >= right && cover.top <= top && cover.bottom >= bottom; }"""
    await visitor.page.wait_for_function(f"() => !({hidden})()")


async def test_a_greeting_is_a_line_of_text_that_opens_nothing(
    visitor: Visitor, website: Website, release: Release
) -> None:
    website.embeds(release, visitor.address, greeting="Questions about needling?")
    await visitor.visits(website.address)
    hint = visitor.page.locator("clinic-chat .hint")
    await expect(hint).to_contain_text("Questions about needling?")
    await expect(visitor.panel).to_have_count(0)
    assert visitor.asked == []
    assert await visitor.stored() == {"local": 0, "session": 0, "cookies": 0, "databases": 0}
    assert await visitor.page.locator("clinic-chat audio").count() == 0


async def test_a_dismissed_greeting_stays_away_for_the_session(
    visitor: Visitor, website: Website, release: Release
) -> None:
    website.embeds(release, visitor.address, greeting="Questions about needling?")
    await visitor.visits(website.address)
    await visitor.page.get_by_role("button", name="Close this hint").click()
    await expect(visitor.launcher).to_be_focused()
    async with visitor.page.expect_response("**/strings/en.js"):
        await visitor.page.reload()
    await expect(visitor.launcher).to_be_visible()
    await expect(visitor.page.locator("clinic-chat .hint")).to_have_count(0)


async def test_who_has_used_the_chat_is_not_greeted_again(
    visitor: Visitor, website: Website, release: Release
) -> None:
    website.embeds(release, visitor.address, greeting="Questions about needling?")
    await visitor.opens(website.address)
    await expect(visitor.page.locator("clinic-chat .hint")).to_have_count(0)
    await visitor.page.keyboard.press("Escape")
    await visitor.page.reload()
    await expect(visitor.launcher).to_be_visible()
    await expect(visitor.page.locator("clinic-chat .hint")).to_have_count(0)
