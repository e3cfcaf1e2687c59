"""Sizes, colours, zoom, motion and the looks a website may set."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.browser.website import Website

STYLES = Path("widget") / "styles"
COLOURS = 200
# What a colour looks like: painted on one pixel, because computed colours keep their colour space.
CONTRAST = """
const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
  .getContext("2d", { willReadFrequently: true });
function pixel(colour) {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data];
}
const linear = (value) => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
function contrast(one, other) {
  const [high, low] = [light(pixel(one)), light(pixel(other))].sort((a, b) => b - a);
  return (high + .05) / (low + .05);
}
const inside = (selector) => document.querySelector("clinic-chat").shadowRoot.querySelector(selector);
const look = (selector) => getComputedStyle(inside(selector));
"""
BRANDS = (
    "(colours) => {"
    + CONTRAST
    + """
  const pairs = {
    "launcher": () => [look(".launcher").color, look(".launcher").backgroundColor, 4.5],
    "title": () => [look(".title").color, look(".header").backgroundColor, 4.5],
    "question": () => [look(".question .bubble").color, look(".question .bubble").backgroundColor, 4.5],
    "send": () => [look(".send").color, look(".send").backgroundColor, 3],
    "reply": () => [look(".reply").color, look(".reply").backgroundColor, 4.5],
    "reply's border": () => [look(".reply").borderTopColor, look(".panel").backgroundColor, 3],
    "call": () => [look("a.footer-item").color, look(".footer").backgroundColor, 4.5],
    "ring on the field": () => [look(".input").outlineColor, look(".composer").backgroundColor, 3],
    "ring in the log": () => [look(".input").outlineColor, look(".panel").backgroundColor, 3],
  };
  const weak = [];
  for (const colour of colours) {
    document.querySelector("clinic-chat").style.setProperty("--clinic-chat-accent", colour);
    for (const [name, pair] of Object.entries(pairs)) {
      const [one, other, least] = pair();
      const found = contrast(one, other);
      if (found < least) weak.push(`${colour} ${name} ${found.toFixed(2)}`);
    }
  }
  document.querySelector("clinic-chat").style.removeProperty("--clinic-chat-accent");
  return weak;
}"""
)
FIXED = (
    "() => {"
    + CONTRAST
    + """
  const pairs = [
    ["text", look(".answer .bubble").color, look(".answer .bubble").backgroundColor, 4.5],
    ["time", look(".meta").color, look(".panel").backgroundColor, 4.5],
    ["thumb", look(".thumb").color, look(".panel").backgroundColor, 3],
    ["title of suggestions", look(".replies-title").color, look(".panel").backgroundColor, 4.5],
    ["placeholder", getComputedStyle(inside(".input"), "::placeholder").color,
    look(".input").backgroundColor, 4.5],
    ["border of the field", look(".input").borderTopColor, look(".composer").backgroundColor, 3],
    ["border of an emergency", look(".urgent .bubble").borderTopColor, look(".panel").backgroundColor, 3],
    ["title of an emergency", look(".urgent .card-title").color, look(".urgent .bubble").backgroundColor,
    4.5],
    ["number to call", look(".urgent .kind-emergency").color,
    look(".urgent .kind-emergency").backgroundColor, 4.5],
    ["save", look("button.footer-item").color, look(".footer").backgroundColor, 4.5],
  ];
  return pairs.map(([name, one, other, least]) => [name, contrast(one, other), least]);
}"""
)
CLIPPED = """() => {
  const root = document.querySelector("clinic-chat").shadowRoot;
  const panel = root.querySelector(".panel");
  const bad = [];
  for (const node of panel.querySelectorAll("*")) {
    if (node.closest(".spoken, [hidden], svg")) continue;
    const style = getComputedStyle(node);
    const area = node.getBoundingClientRect();
    if (!area.width || style.position === "absolute" && style.clipPath !== "none") continue;
    if (area.left < -.5 || area.right > innerWidth + .5) bad.push(`${node.className} leaves the screen`);
    if (node.scrollWidth > node.clientWidth + 1 && style.display !== "inline") {
      bad.push(`${node.className} is wider than it shows`);
    }
    const cuts = /hidden|clip/.test(style.overflowY) && node !== panel;
    if (cuts && node.scrollHeight > node.clientHeight + 1) bad.push(`${node.className} cuts off`);
  }
  return bad;
}"""
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
ADD_SHEET = """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
  const { shadowRoot } = document.querySelector("clinic-chat");
  shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet]; }"""


def some_colours() -> list[str]:
    chosen = random.Random(19)
    return [f"#{chosen.randrange(1 << 24):06x}" for _ in range(COLOURS - 6)] + [
        "#ffffff",
        "#000000",
        "#ffff00",
        "#0000ff",
        "#777777",
        "#808080",
    ]


async def smallest(targets: Locator) -> list[tuple[str, float]]:
    """Class and smaller side of each visible target."""
    found = []
    for target in await targets.all():
        if box := await target.bounding_box():
            name = str(await target.get_attribute("class"))
            found.append((name, min(box["width"], box["height"])))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_chat_is_readable_in_any_colour_a_website_chooses(visitor: Visitor, scheme: Any) -> None:
    await visitor.page.emulate_media(color_scheme=scheme)
    await visitor.opens()
    await visitor.asks("whats ur number")
    await expect(visitor.answer.locator(".reply").first).to_be_visible()
    assert await visitor.page.evaluate(BRANDS, some_colours()) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_and_border_of_the_usual_look_has_contrast(visitor: Visitor, scheme: Any) -> None:
    await visitor.page.emulate_media(color_scheme=scheme)
    await visitor.opens()
    await visitor.asks("does dry needling hurt?")
    await visitor.asks("i cannot pee and my groin is numb")
    await visitor.log.focus()
    pairs = await visitor.page.evaluate(FIXED)
    assert len(pairs) == 10
    assert [pair for pair in pairs if pair[1] < pair[2]] == []


async def test_every_target_is_at_least_24_pixels_and_the_main_ones_44(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("does dry needling hurt?")
    await shown.get_by_role("button", name="Not helpful").click()
    everything = await smallest(visitor.panel.locator("button, a, textarea"))
    assert len(everything) > 12
    assert [target for target in everything if target[1] < 24] == []
    main = [size for name, size in everything if re.search(r"send|close|reply|link-button", name)]
    assert len(main) > 5
    assert min(main) >= 44
    await visitor.page.keyboard.press("Escape")
    assert (await smallest(visitor.launcher))[0][1] >= 44


@pytest.mark.parametrize("size", [(320, 256), (320, 640), (1280, 800)], ids=str)
@pytest.mark.parametrize("sheet", ["", SPACING], ids=["as it is", "WCAG text spacing"])
async def test_no_text_is_cut_off_at_400_percent_zoom(
    visitor: Visitor, size: tuple[int, int], sheet: str
) -> None:
    await visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    await visitor.opens()
    shown = await visitor.asks("can i book for tuesday")
    await visitor.page.evaluate(ADD_SHEET, sheet)
    assert await visitor.page.evaluate(CLIPPED) == []
    await expect(visitor.input).to_be_in_viewport(ratio=1)
    await shown.get_by_role("link").first.scroll_into_view_if_needed()
    await expect(shown.get_by_role("link").first).to_be_in_viewport()


async def test_text_at_200_percent_is_not_cut_off(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("can i book for tuesday")
    before = await visitor.answer.locator(".text").evaluate("node => getComputedStyle(node).fontSize")
    await visitor.page.evaluate(ADD_SHEET, ":host { font-size: 32px !important; }")
    after = await visitor.answer.locator(".text").evaluate("node => getComputedStyle(node).fontSize")
    assert (before, after) == ("16px", "32px")
    assert await visitor.page.evaluate(CLIPPED) == []


async def moving_while_an_answer_is_awaited(visitor: Visitor) -> int:
    """How many animations run in the chat."""
    await visitor.page.route("**/messages", lambda route: None)
    await visitor.types_and_sends("what causes sciatica")
    await expect(visitor.log.locator(".typing")).to_be_visible()
    count: int = await visitor.page.evaluate(
        "document.querySelector('clinic-chat').shadowRoot.getAnimations().length"
    )
    return count


async def test_nothing_moves_under_reduced_motion_while_an_answer_is_awaited(visitor: Visitor) -> None:
    await visitor.opens()
    assert await moving_while_an_answer_is_awaited(visitor) == 0


async def test_the_sign_of_an_answer_on_its_way_moves_for_those_who_like_motion(visitor: Visitor) -> None:
    await visitor.page.emulate_media(reduced_motion="no-preference")
    await visitor.opens()
    assert await moving_while_an_answer_is_awaited(visitor) >= 3


async def test_every_control_keeps_a_border_in_forced_colours(visitor: Visitor) -> None:
    await visitor.page.emulate_media(forced_colors="active")
    await visitor.opens()
    await visitor.asks("does dry needling hurt?")
    await visitor.asks("i cannot pee and my groin is numb")
    bare = await visitor.panel.locator("button, .link-button, .input, .bubble").evaluate_all(
        """nodes => nodes.filter((node) => node.checkVisibility()).filter((node) => {
             const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(node);
             return parseFloat(borderTopWidth) < 1 || borderTopColor === backgroundColor;
           }).map((node) => node.className)"""
    )
    assert bare == []


async def test_the_focus_is_visible_in_forced_colours(visitor: Visitor) -> None:
    await visitor.page.emulate_media(forced_colors="active")
    await visitor.opens()
    for _ in range(5):
        await visitor.page.keyboard.press("Shift+Tab")
        width, style = await visitor.page.evaluate(
            """() => { const { activeElement } = document.querySelector("clinic-chat").shadowRoot;
                const look = getComputedStyle(activeElement);
                return [parseFloat(look.outlineWidth), look.outlineStyle]; }"""
        )
        assert width >= 2
        assert style == "solid"


async def test_a_wish_for_more_contrast_makes_soft_texts_and_lines_plain(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("whats ur number")
    look = "node => [getComputedStyle(node).color, getComputedStyle(node).borderTopColor]"
    soft = await visitor.answer.locator(".meta").evaluate(look)
    await visitor.page.emulate_media(contrast="more")
    plain = await visitor.answer.locator(".meta").evaluate(look)
    ink = await visitor.answer.locator(".bubble").evaluate(look)
    await visitor.page.emulate_media(contrast="no-preference")
    assert soft[0] != plain[0] == ink[0]
    assert ink[0] == ink[1]


@pytest.mark.parametrize(("theme", "scheme"), [("dark", "light"), ("light", "dark")])
async def test_a_website_may_fix_the_theme(
    visitor: Visitor, website: Website, release: Any, theme: str, scheme: Any
) -> None:
    website.embeds(release, visitor.address, theme=theme)
    await visitor.page.emulate_media(color_scheme=scheme)
    await visitor.opens(website.address)
    colour = await visitor.panel.evaluate("node => getComputedStyle(node).backgroundColor")
    await visitor.page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert await visitor.panel.evaluate("node => getComputedStyle(node).backgroundColor") == colour
    await visitor.page.evaluate("document.querySelector('clinic-chat').theme = 'auto'")
    await expect(visitor.panel).to_have_css("background-color", colour)


async def test_offsets_and_layer_are_for_the_website_to_choose(visitor: Visitor, website: Website) -> None:
    website.style += "clinic-chat { --clinic-chat-offset-block: 100px; --clinic-chat-offset-inline: 40px; }"
    website.style += "#cover { position: fixed; inset: auto 0 0 0; height: 90px; }"
    await visitor.visits(website.address)
    box = await visitor.launcher.bounding_box()
    assert box
    assert 800 - (box["y"] + box["height"]) == 100
    assert 1280 - (box["x"] + box["width"]) == pytest.approx(40, abs=16)
    chat = visitor.page.locator("clinic-chat")
    await expect(chat).to_have_css("z-index", "1000")
    website.style += "clinic-chat { --clinic-chat-z-index: 7; }"
    await visitor.visits(website.address)
    await expect(chat).to_have_css("z-index", "7")


async def test_the_chat_is_not_printed(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.emulate_media(media="print")
    await expect(visitor.panel).to_be_hidden()
    await visitor.page.emulate_media(media="screen")
    await expect(visitor.panel).to_be_visible()


async def test_a_website_styles_the_parts(visitor: Visitor, website: Website) -> None:
    website.style += "clinic-chat::part(header) { background-color: rgb(1, 2, 3); }"
    website.style += "clinic-chat::part(launcher) { background-color: rgb(4, 5, 6); }"
    await visitor.opens(website.address)
    await expect(visitor.panel.locator(".header")).to_have_css("background-color", "rgb(1, 2, 3)")
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_have_css("background-color", "rgb(4, 5, 6)")


async def test_at_the_start_side_the_chat_lies_left(visitor: Visitor, website: Website, release: Any) -> None:
    website.embeds(release, visitor.address, position="start")
    await visitor.visits(website.address)
    box = await visitor.launcher.bounding_box()
    assert box
    assert box["x"] < 60


async def test_custom_properties_and_parts_are_documented_and_few() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES.glob("*.js"))
    properties = set(re.findall(r"--clinic-chat-[\w-]+", text))
    documented = Path("docs/widget.md").read_text(encoding="utf-8")
    assert 5 <= len(properties) <= 20
    assert [name for name in properties if f"`{name}`" not in documented] == []
    parts = set(re.findall(r"^\| `::part\(([\w-]+)\)`", documented, re.M))
    assert len(parts) >= 8


async def test_every_documented_part_exists(visitor: Visitor, new_visitor: NewVisitor) -> None:
    documented = Path("docs/widget.md").read_text(encoding="utf-8")
    parts = set(re.findall(r"^\| `::part\(([\w-]+)\)`", documented, re.M))
    await visitor.opens()
    await visitor.asks("can i book for tuesday")
    await visitor.asks("i cannot pee and my groin is numb")
    found = await visitor.page.evaluate(
        """() => [...document.querySelector("clinic-chat").shadowRoot.querySelectorAll("[part]")]
            .flatMap((node) => [...node.part])"""
    )
    assert parts - set(found) == set()


def test_only_logical_properties_are_used() -> None:
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right"
        r"|text-align: (?:left|right)"
        r"|border-(?:top|bottom)-(?:left|right)-radius|float)\s*:"
    )
    for path in [*STYLES.glob("*.js"), Path("widget/views/hint.js")]:
        assert physical.findall(path.read_text(encoding="utf-8")) == [], path.name
