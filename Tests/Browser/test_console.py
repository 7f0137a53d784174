"""What a shop owner does in the console, in a real browser over the demo's data."""

import re

import pytest
import shop as the
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

MULTIPACK = "7700000511"
TEAPOT = "7700000502"


def words(page):
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def open_page(page, shop, place):
    """Live pages keep a stream open, so the network never falls silent: the document is enough."""
    page.goto(shop.base + place, wait_until="domcontentloaded")


def test_a_stranger_is_led_to_the_door_and_back(chromium, shop, session):
    context = the.context(chromium)
    page = context.new_page()
    open_page(page, shop, "/offers?sync=1")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.locator("#name").fill("Ala")
    page.locator("#password").fill("zgadywanka")
    page.locator("button.main").click()
    expect(page.get_by_role("alert")).to_have_text("Nazwa lub hasło się nie zgadza.")
    page.locator("#password").fill(the.PASSWORD)
    page.locator("button.main").click()
    expect(page).to_have_url(shop.base + "/offers?sync=1")
    context.close()


def test_from_the_list_to_a_bulk_switch_to_the_change_on_allegro_without_a_reload(page, shop):
    """Sync goes off and on again by the list; the offer's row follows by itself."""
    open_page(page, shop, "/offers?sync=1")
    rows = page.locator("tbody tr")
    count = rows.count()
    assert count > 0
    offer = rows.first.locator("input[name=offer]").get_attribute("value")
    page.locator(f"input[name=offer][value='{offer}']").check()
    expect(page.locator("[data-selected]")).to_have_text("(1)")
    page.locator("#deed").select_option("sync_off")
    page.get_by_role("button", name="Podgląd…").click()
    expect(page.locator("h1")).to_have_text("Wyłącz synchronizację stanu produktu")
    page.locator("form button.main").click()
    expect(page.locator("main")).to_contain_text("wyłączono")
    # Another window sees the list while sync is switched on again.
    watching = page.context.new_page()
    open_page(watching, shop, f"/offers?q={offer}")
    expect(watching.locator("tbody tr .mark.off")).to_be_visible()
    watching.evaluate("window.wasHere = true")
    open_page(page, shop, f"/offers/{offer}")
    page.get_by_role("button", name="Włącz synchronizację stanu produktu").click()
    page.locator("form button.main").click()
    watching.bring_to_front()
    expect(watching.locator("tbody tr .mark.on").first).to_be_visible(timeout=10_000)
    assert watching.evaluate("window.wasHere") is True
    watching.close()


def test_an_offer_tells_why_it_shows_its_number(page, shop):
    open_page(page, shop, "/offers/7700000501")
    told = words(page)
    for word in ["stan w magazynach", "sprzedane, niewydane", "dostępne", "powinno pokazywać", "pokazano na Allegro"]:
        assert word in told
    assert page.locator("svg path.line").count() >= 4
    assert page.locator("svg circle title").count() > 0
    assert page.locator("table.events tbody tr").count() > 1


def test_the_offers_of_one_product_are_found_and_switched_together(page, shop):
    open_page(page, shop, "/products/501")
    page.get_by_role("link", name="Pokaż je na liście, aby działać na wszystkich").click()
    expect(page).to_have_url(re.compile(r"product=501"))
    page.locator("input[name=all]").check()
    page.locator("#deed").select_option("sync_on")
    page.get_by_role("button", name="Podgląd…").click()
    expect(page.locator("main")).to_contain_text("w samej wFirmie")


def switch_sync(page, shop, offer, deed):
    """By the offer's own page, in front: behind another one nothing is drawn."""
    page.bring_to_front()
    open_page(page, shop, f"/offers/{offer}")
    page.locator(f"button[name=deed][value={deed}]").click()
    page.locator("form button.main").click()
    expect(page.locator("main")).to_contain_text("łączono")


def test_an_account_is_connected_by_a_code_and_the_page_goes_on_by_itself(page, shop):
    """The sandbox's seller confirms a moment later; nobody reloads, and what is being filled in stays."""
    open_page(page, shop, "/settings")
    card = page.locator("#connect-main")
    card.get_by_role("button", name="Połącz").click()
    expect(page).to_have_url(re.compile("#connect-main$"))
    page.evaluate("window.wasHere = true")
    page.locator("input[name=fetch_orders]").uncheck()
    page.locator("h1").click()
    expect(card).to_contain_text("Zalogowane w Allegro jako", timeout=20_000)
    expect(card.locator(".mark")).to_have_text("połączone")
    assert page.evaluate("window.wasHere") is True
    assert page.locator("input[name=fetch_orders]").is_checked() is False


def test_what_somebody_chose_and_has_not_sent_outlives_a_change_of_the_page(page, shop):
    watching = page.context.new_page()
    open_page(watching, shop, "/offers")
    row = watching.locator(f"tr:has(input[value='{MULTIPACK}'])")
    expect(row.locator(".mark.on")).to_be_visible()
    watching.locator("#deed").select_option("end")
    watching.locator("input[name=all]").check()
    watching.locator("h1").click()
    switch_sync(page, shop, MULTIPACK, "sync_off")
    watching.bring_to_front()
    expect(row.locator(".mark.off")).to_be_visible(timeout=10_000)
    assert watching.locator("#deed").input_value() == "end"
    assert watching.locator("input[name=all]").is_checked()
    watching.close()
    switch_sync(page, shop, MULTIPACK, "sync_on")


def test_a_list_tells_who_ended_an_offer(page, shop):
    open_page(page, shop, f"/offers/{TEAPOT}")
    page.get_by_role("button", name="Zakończ na Allegro").click()
    page.locator("form button.main").click()
    page.get_by_role("link", name="Aukcje Allegro").click()
    expect(page.locator(f"tr:has(input[value='{TEAPOT}'])")).to_contain_text("ręcznie", timeout=20_000)


def test_why_an_offer_is_refused_stands_before_anything_is_sent_and_leads_to_what_helps(page, shop):
    open_page(page, shop, "/offers?linked=0")
    page.locator("input[name=all]").check()
    page.get_by_role("button", name="Podgląd…").click()
    expect(page.locator(".reasons")).to_contain_text("licytacji nie można synchronizować")
    page.locator(".reasons a[href$='#link']").first.click()
    expect(page.locator("#link")).to_be_in_viewport()


def test_a_setting_is_saved(page, shop):
    open_page(page, shop, "/settings")
    page.locator("#delay-main").fill("7")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_role("status").first).to_have_text("Zapisano.")
    expect(page.locator("#delay-main")).to_have_value("7")


def test_the_keyboard_alone_reaches_the_content_and_a_filter(page, shop):
    open_page(page, shop, "/offers")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_everything_works_without_scripts(chromium, shop, session):
    context = chromium.new_context(ignore_https_errors=True, java_script_enabled=False)
    context.add_cookies(session)
    page = context.new_page()
    open_page(page, shop, "/offers?sync=1")
    page.locator("input[name=offer]").first.check()
    page.locator("#deed").select_option("sync_on")
    page.locator("button.main").click()
    expect(page.locator("h1")).to_have_text("Włącz synchronizację stanu produktu")
    context.close()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing_on_any_page(chromium, shop, session, scheme, language, phone):
    context = the.context(chromium, scheme, phone)
    context.add_cookies(session)
    page = context.new_page()
    faults = []
    for name, place in the.PAGES:
        open_page(page, shop, place)
        the.speak(page, language)
        if page.url != shop.base + place:
            open_page(page, shop, place)
        for violation in Axe().run(page).response["violations"]:
            for node in violation["nodes"]:
                faults.append(f"{name}: {violation['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})")
        if phone:
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 390:
                faults.append(f"{name}: {width} px wide on a phone")
    context.close()
    assert faults == []
