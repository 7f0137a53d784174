import pytest
import shop as the


@pytest.fixture(scope="session")
def shop():
    with the.demo() as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    with the.browser() as running:
        yield running


@pytest.fixture(scope="session")
def session(chromium, shop):
    """The cookies of a signed-in admin."""
    context = the.context(chromium)
    the.set_up(context.new_page(), shop)
    yield context.cookies()
    context.close()


@pytest.fixture
def page(chromium, shop, session):
    """A page of a signed-in admin; a fault of policy or script fails the test."""
    context = the.context(chromium)
    context.add_cookies(session)
    page = context.new_page()
    page.goto(shop.base + "/")
    yield page
    faults = context.faults
    context.close()
    assert faults == []
