"""What others change comes to an open page, and takes nothing away from who is at work there."""

from time import monotonic, sleep

from playwright.sync_api import Page, Request, expect

from tests import factories
from tests.browser.hands import focused

DATABASES = ("sqlite",)

# A stream of which the test says what comes.
STREAM = """
window.EventSource = class extends EventTarget { constructor() { super(); window.stream = this; } close() {} };
window.tell = (data) => window.stream.dispatchEvent(new MessageEvent("change", { data }));
Math.random = () => 0;
new MutationObserver(() => { document.documentElement.dataset.stream = "/stream"; })
    .observe(document, { childList: true });
"""


def watch(open_as, who: str, path: str) -> Page:
    page = open_as(who, "/help")
    page.add_init_script(STREAM)
    page.goto(path)
    return page


def hear(page: Page, word: str, *, asks: int) -> None:
    """Let a word come; so many parts are asked for again."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type != "script" and request.headers.get("sec-purpose") != "prefetch":
            asked.append(request.url)

    page.on("request", note)
    page.evaluate("word => window.tell(word)", word)
    page.wait_for_timeout(500)
    patience = monotonic() + 30
    while len(asked) < asks and monotonic() < patience:
        page.wait_for_timeout(50)
    page.remove_listener("request", note)
    assert len(asked) == asks


def test_a_list_follows_what_others_book_until_somebody_books_in_it(world, open_as):
    charlie = watch(open_as, "charlie", "/slots")
    word = f"slot:{world.open_slot}"
    hear(charlie, word, asks=1)
    charlie.get_by_role("link", name="Book Thu").click()
    note = charlie.get_by_label("What should your coach know?")
    note.fill("Fractions")
    hear(charlie, word, asks=0)
    expect(note).to_have_value("Fractions")
    charlie.get_by_role("button", name="Book this call").click()
    expect(charlie.locator("#live")).to_have_text("You are booked.")
    hear(charlie, word, asks=0)
    assert "You are booked: Thu, Mar 4" in focused(charlie)


def test_what_comes_before_a_conversation_can_show_it_is_not_lost(open_as, site, world):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    alice = open_as("alice", "/help")
    alice.add_init_script(STREAM)
    alice.add_init_script("""
        const Quiet = window.EventSource;
        window.EventSource = class extends Quiet {
            constructor() {
                super();
                const data = '<li id="message-9" data-number="9"><p class="words">Are you there?</p></li>';
                setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })));
            }
        };
    """)
    alice.route("**/chat.js*", lambda route: (sleep(0.5), route.continue_()))
    alice.goto(f"/messages/{thread}")
    expect(alice.locator(".words").last).to_have_text("Are you there?")


def test_a_week_follows_what_others_book_until_something_is_chosen_in_it(world, open_as):
    alice = watch(open_as, "alice", "/schedule?week=2027-W09")
    word = f"slot:{world.open_slot}"
    hear(alice, word, asks=1)
    box = alice.get_by_label("Fri, Mar 5, 8:00–10:00 AM")
    box.check()
    hear(alice, word, asks=0)
    expect(box).to_be_checked()
