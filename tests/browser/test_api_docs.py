"""The API's documentation in a browser: what a link leads to is open."""

DATABASES = ("sqlite",)


def test_a_link_to_a_shape_finds_it_open(world, open_as):
    page = open_as(None, "/api/docs/addresses")
    assert not page.get_by_role("link", name="CallList").first.is_visible()
    page.get_by_text("List your calls by their start").click()
    page.get_by_role("link", name="CallList").click()
    page.wait_for_url("/api/docs/shapes#CallList")
    page.get_by_role("region", name="CallList").get_by_role("link", name="Call", exact=True).click()
    page.get_by_role("region", name="Call", exact=True).get_by_text("booked_at").wait_for()
