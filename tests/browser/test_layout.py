"""What a screen shows: nothing jumps, everything can be hit, nothing moves that should not, and no flash of light."""

from contextlib import closing
from time import sleep

import pytest

from app.db import db, transact
from app.models import User
from tests import past
from tests.browser.hands import DESK, PHONE
from tests.browser.places import PAGES

DATABASES = ("sqlite",)

SCREENS = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])

# Every shift counts, also those right after a person's action.
WATCH = """window.shifts = []; new PerformanceObserver(list => { for (const entry of list.getEntries())
    window.shifts.push([entry.value, ...entry.sources.map(source => source.node?.outerHTML?.slice(0, 120))]); })
    .observe({ type: "layout-shift", buffered: true })"""

# Pages that moved when they were painted bit by bit: their footer, menu, search fields or columns.
IN_PIECES = {
    None: ("/coaches", "/slots?time=night&day=2", "/accessibility", "/nowhere"),
    "bob": ("/", "/calls?view=past", "/waitlist"),
    "alice": ("/schedule", "/schedule/time-off", "/slots/{open_slot}", "/reviews"),
}  # fmt: skip

# What can be pressed and how big it is: its label with it; not links within a sentence, nor what is not to be seen.
BOXES = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter(element => element.checkVisibility({ checkVisibilityCSS: true }) && !element.matches(".skip"))
  .filter(element => !(element.matches("a") && getComputedStyle(element).display === "inline"
    && [...element.parentElement.childNodes].some(node => node !== element && node.textContent.trim())))
  .map(element => {
    const parts = [element, ...(element.labels ?? [])].map(part => part.getBoundingClientRect());
    const least = element.closest(".grid") ? 36
      : element.matches("button:not(.plain), .button, .chip, input, select, textarea") ? 44 : 24;
    const high = Math.max(...parts.map(part => part.bottom)) - Math.min(...parts.map(part => part.top));
    const wide = Math.max(...parts.map(part => part.right)) - Math.min(...parts.map(part => part.left));
    return { html: element.outerHTML.slice(0, 120), high, wide, least };
  })
  .filter(({ high, wide, least }) => high < least - 0.5 || wide < Math.min(least, 24))
  .map(({ html, high, wide, least }) => `${wide.toFixed()} x ${high.toFixed()}, not ${least}: ${html}`)"""

# What a person may ask of every page: more room between letters (WCAG 1.4.12), letters twice as large (1.4.4).
WISHES = {
    "spacing": (
        320,
        """p { margin-bottom: 2em !important }
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }""",
    ),
    "large": (1280, "html { font-size: 200% !important }"),
}
# What is cut off at the edge of its box or of the screen; not what shortens by "…", scrolls in itself or is only heard.
LOST = """() => [...document.querySelectorAll("body *")].filter(part => {
    const shortens = ".hidden, .skip, .who, .rest, .scroll, pre, input, textarea, select";
    if (!part.checkVisibility() || part.closest(shortens)) return false;
    const { left, right } = part.getBoundingClientRect(), hides = getComputedStyle(part).overflow !== "visible";
    return left < -1 || right > innerWidth + 1
      || (hides && (part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1));
  }).map(part => part.outerHTML.slice(0, 120))"""

# Words of a table's headings of which a part stands on a line of its own.
BROKEN_WORDS = """() => [...document.querySelectorAll(".numbers thead th")].flatMap(cell => {
    const text = cell.firstChild, range = document.createRange();
    return [...text.data.matchAll(/\\S+/g)].filter(({ index, 0: word }) => {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      return range.getClientRects().length > 1;
    }).map(([word]) => word);
  })"""


@pytest.fixture
def slow_pages(site, monkeypatch):
    """Send every page as a slow line does: a bit, and then a bit more."""
    answer = site.app.wsgi_app

    def drip(environ, start_response):
        # Packed, a page would come as a whole.
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        with closing(answer(environ, start_response)) as whole:
            page = b"".join(whole)
        if not page.startswith(b"<!doctype html>"):
            return [page]
        return (_after(0.025, page[at : at + 700]) for at in range(0, len(page), 700))

    monkeypatch.setattr(site.app, "wsgi_app", drip)


def _after(seconds, piece):
    sleep(seconds)
    return piece


def each_page(world, person, who):
    for path in PAGES[who]:
        person.goto(path.format(**vars(world)))
        yield path


@SCREENS
@pytest.mark.parametrize("who", PAGES)
def test_nothing_jumps_when_a_page_loads_and_the_focus_walks_it(world, open_as, who, screen):
    """Goal row 14."""
    person = open_as(who, **screen)
    person.add_init_script(WATCH)
    found = {}
    for path in each_page(world, person, who):
        for _ in range(12):
            person.keyboard.press("Tab")
        person.mouse.wheel(0, 400)
        person.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found[path] = person.evaluate("window.shifts")
    assert {path: shifts for path, shifts in found.items() if shifts} == {}


@SCREENS
@pytest.mark.parametrize("who", IN_PIECES)
@pytest.mark.usefixtures("slow_pages")
def test_nothing_jumps_when_a_page_comes_in_pieces(world, open_as, who, screen):
    """Goal row 14."""
    person = open_as(who, **screen)
    person.add_init_script(WATCH)
    found = {}
    for path in IN_PIECES[who]:
        person.goto(path.format(**vars(world)))
        person.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found[path] = person.evaluate("window.shifts")
    assert {path: shifts for path, shifts in found.items() if shifts} == {}


@SCREENS
@pytest.mark.parametrize("who", PAGES)
def test_everything_is_big_enough_to_be_hit(world, open_as, who, screen):
    """Goal row 20."""
    person = open_as(who, **screen)
    found = {path: person.evaluate(BOXES) for path in each_page(world, person, who)}
    assert {path: small for path, small in found.items() if small} == {}


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("who", PAGES)
def test_nothing_is_lost_with_more_room_or_larger_letters(world, open_as, who, wish):
    """Goal row 19."""
    width, style = WISHES[wish]
    # The policy of our pages keeps our tests' styles out, too.
    person = open_as(who, viewport={"width": width, "height": 800}, bypass_csp=True)
    found = {}
    for path in each_page(world, person, who):
        person.add_style_tag(content=style)
        found[path] = person.evaluate(LOST)
    assert {path: lost for path, lost in found.items() if lost} == {}


@pytest.mark.parametrize("screen", [{"viewport": {"width": 320, "height": 740}}, PHONE, DESK])
def test_the_numbers_of_a_figure_fit_and_break_no_word(site, world, open_as, screen):
    """Goal row 19."""
    site.do(lambda: past.generated(world.alice, [world.bob, world.charlie]))
    alice = open_as("alice", "/dashboard", **screen)
    for media in ("screen", "print"):
        alice.emulate_media(media=media)
        alice.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        assert alice.locator(".numbers thead th").count() > 10
        assert alice.evaluate(BROKEN_WORDS) == []
        assert alice.evaluate("document.documentElement.scrollWidth <= innerWidth"), media


def test_what_another_host_or_the_page_itself_would_slip_in_is_complained_of(world, open_as, complaints):
    """Goal row 32: every test of a browser fails when anything of this kind is asked for."""
    page = open_as(None, "/help")
    assert complaints == []
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://other.example/x.png' }))")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_function("() => getComputedStyle(document.body).color !== 'rgb(255, 0, 0)'")
    assert any("other.example" in told for told in complaints)
    assert any("inline style" in told for told in complaints)
    complaints.clear()


def test_nothing_moves_for_who_wants_no_motion(world, open_as):
    """Goal row 29."""
    bob = open_as("bob", "/", reduced_motion="reduce")
    bob.add_init_script("addEventListener('pagereveal', event => { window.moved = Boolean(event.viewTransition); })")
    for path in each_page(world, bob, "bob"):
        assert bob.evaluate("document.getAnimations().length") == 0, path
        bob.wait_for_function("() => 'moved' in window")
        assert bob.evaluate("window.moved") is False, path
        assert bob.evaluate("""[...document.querySelectorAll("*")].map(element => getComputedStyle(element))
            .every(style => style.animationName === "none" && style.transitionDuration === "0s")"""), path


def test_the_first_paint_has_the_chosen_colours(site, world, open_as):
    """Goal row 29."""

    def choose() -> None:
        db.session.get(User, world.bob).theme = "dark"

    site.do(lambda: transact(choose))
    bob = open_as("bob", "/help", color_scheme="light")
    bob.add_init_script("""window.seen = new Set(); const look = () => { if (document.body)
        window.seen.add(getComputedStyle(document.body).backgroundColor); requestAnimationFrame(look); }; look()""")
    bob.goto("/calls")
    bob.wait_for_function("() => window.seen.size")
    bob.wait_for_timeout(100)
    assert bob.evaluate("[...window.seen]") == ["rgb(19, 20, 18)"]
