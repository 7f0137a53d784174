"""Two merchants of one process, in a real browser: whoever comes names one, and sees and reaches that one alone."""

import re

import agency as an
import pytest
import shop as the
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def agency():
    with an.agency() as running:
        yield running


@pytest.fixture(scope="module")
def contexts(chromium, agency):
    """By the merchant's name, a browser in which its one user is signed in; a fault of policy or script fails the tests."""
    made = {}
    for name, shop in agency.shops.items():
        made[name] = the.context(chromium)
        the.sign_up(made[name].new_page(), shop, agency.tokens[name])
    yield made
    # What is not there is asked for below.
    faults = [fault for context in made.values() for fault in context.faults if "404 (Not Found)" not in fault]
    for context in made.values():
        context.close()
    assert faults == []


def test_whoever_names_a_merchant_comes_to_its_door_and_is_told_of_no_other(chromium, agency):
    context = the.context(chromium)
    page = context.new_page()
    page.goto(agency.base + "/")
    assert not any(name in page.content() for name in agency.shops)
    page.locator("input[name=merchant]").fill("narty")
    page.locator("button.main").click()
    expect(page.locator("main")).to_contain_text("Nie ma tu takiego sprzedawcy.")
    page.locator("input[name=merchant]").fill("Kubki")
    page.locator("button.main").click()
    expect(page).to_have_url(re.compile(re.escape(agency.shops["kubki"].base) + r"/sign-in"))
    context.close()


@pytest.mark.parametrize("name, other", [("kubki", "lampy"), ("lampy", "kubki")])
def test_a_user_sees_the_offers_of_their_merchant_and_no_other(contexts, agency, name, other):
    page = contexts[name].new_page()
    page.goto(agency.shops[name].base + "/offers", wait_until="domcontentloaded")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("main")).to_contain_text(an.OFFERS[name][1])
    # Neither by its address: there is no such offer here, and there nobody knows this user.
    assert page.goto(f"{agency.shops[name].base}/offers/{an.OFFERS[other][0]}", wait_until="domcontentloaded").status == 404
    page.goto(agency.shops[other].base + "/offers", wait_until="domcontentloaded")
    expect(page).to_have_url(re.compile(re.escape(agency.shops[other].base) + r"/sign-in"))
    assert an.OFFERS[other][1] not in page.content()
    page.close()


def test_a_name_and_password_open_one_merchant_alone(chromium, agency, contexts):
    context = the.context(chromium)
    page = context.new_page()
    page.goto(agency.shops["lampy"].base + "/sign-in")
    page.locator("#name").fill("Ala")
    page.locator("#password").fill(the.PASSWORD)
    page.locator("button.main").click()
    expect(page.get_by_role("alert")).to_have_text("Nazwa lub hasło się nie zgadza.")
    context.close()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing_at_the_door_and_behind_it(contexts, agency, language):
    page = contexts["kubki"].new_page()
    faults = []
    for place in [agency.base + "/", agency.base + "/m?merchant=narty", agency.shops["kubki"].base + "/", agency.shops["kubki"].base + "/offers"]:
        page.goto(place, wait_until="domcontentloaded")
        the.speak(page, language)
        if page.url != place:
            page.goto(place, wait_until="domcontentloaded")
        for violation in Axe().run(page).response["violations"]:
            faults += [f"{place}: {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    page.close()
    assert faults == []
