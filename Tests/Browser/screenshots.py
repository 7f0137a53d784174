"""Takes a picture of every page, in both themes, both languages and on a phone: screenshots.py FOLDER."""

import sys
from pathlib import Path

import shop as the


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with the.demo() as shop, the.browser() as chromium:
        first = the.context(chromium)
        door = first.new_page()
        door.goto(shop.base + "/sign-in")
        door.screenshot(path=folder / "sign-in.png")
        the.set_up(door, shop)
        cookies = first.cookies()
        for language, scheme, phone in [("pl", "light", False), ("pl", "dark", False), ("en", "light", False), ("pl", "light", True), ("en", "dark", True)]:
            context = the.context(chromium, scheme, phone)
            context.add_cookies(cookies)
            page = context.new_page()
            for name, place in the.PAGES:
                page.goto(shop.base + place, wait_until="domcontentloaded")
                the.speak(page, language)
                if page.url != shop.base + place:
                    page.goto(shop.base + place, wait_until="domcontentloaded")
                kind = "-".join([language, scheme] + (["phone"] if phone else []))
                page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True)
            context.close()
        context = the.context(chromium)
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(shop.base + "/offers")
        for box in page.locator("input[name=offer]").all():
            box.check()
        page.locator("#deed").select_option("sync_on")
        page.get_by_role("button", name="Podgląd…").click()
        page.screenshot(path=folder / "preview-pl-light.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".build/screenshots"))
