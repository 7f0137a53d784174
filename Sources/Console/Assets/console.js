// Live pages and selection. Everything works without it.
(() => {
  "use strict";
  const main = () => document.querySelector("main[data-live]");

  // Selection: how many are ticked, and a tick for the whole page.
  const count = () => {
    const ticked = document.querySelectorAll("input[name=offer]:checked").length;
    const output = document.querySelector("[data-selected]");
    if (output) output.textContent = ticked ? `(${ticked})` : "";
  };
  const dress = () => {
    const all = document.querySelector("[data-select-page]");
    if (all) all.hidden = false;
    count();
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-page]")) {
      for (const box of document.querySelectorAll("input[name=offer]")) box.checked = event.target.checked;
    }
    count();
  });

  // While somebody types, looks through a list of choices or presses something, the page is left alone.
  let isPressed = false;
  const isBusy = () => isPressed || (document.activeElement?.matches("main input:not([type=checkbox]), main textarea, main select") ?? false);
  const keyOf = (element) => element?.id ? "#" + CSS.escape(element.id)
    : element?.name && element.value ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`
    : element?.getAttribute?.("href") ? `a[href="${CSS.escape(element.getAttribute("href"))}"]` : null;

  // What somebody changed and has not sent yet, and what they opened or closed, is carried over to the fresh page.
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const isChanged = (field) => field.tagName === "SELECT"
    ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    : isTick(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  const carryOver = (from, to) => {
    for (const field of from.querySelectorAll("input, select, textarea")) {
      const other = keyOf(field) && isChanged(field) ? to.querySelector(keyOf(field)) : null;
      if (other && isTick(field)) other.checked = field.checked; else if (other) other.value = field.value;
    }
    for (const one of from.querySelectorAll("details[id]")) {
      const other = to.querySelector(keyOf(one));
      if (other) other.open = one.open;
    }
  };

  // Asking takes at most a tenth of the time: a page that is made at once follows at once.
  let isAsking = false;
  let isDue = false;
  let restsUntil = 0;
  let timer = 0;
  // The parts of the page as the server last sent them: what stands there may differ by what somebody does.
  const parts = (page) => [...page.children].map((part) => part.outerHTML);
  let shown = main() ? parts(main()) : [];
  const swap = (from, to) => {
    const fresh = parts(from);
    const key = to.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    if (fresh.length === shown.length) {
      const pairs = [...from.children].map((part, index) => [part, to.children[index], fresh[index] !== shown[index]]);
      for (const [part, old, isOther] of pairs) if (isOther) { carryOver(old, part); old.replaceWith(part); }
    } else {
      carryOver(to, from);
      to.replaceChildren(...from.childNodes);
    }
    shown = fresh;
    dress();
    if (key && document.activeElement === document.body) to.querySelector(key)?.focus({ preventScroll: true });
  };
  const refresh = async () => {
    if (isAsking || document.hidden || isBusy()) { isDue = true; return; }
    clearTimeout(timer);
    const wait = restsUntil - Date.now();
    if (wait > 0) { timer = setTimeout(refresh, wait); return; }
    isAsking = true;
    isDue = false;
    const began = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { "x-live": "1" }, redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [from, to] = [fresh.querySelector("main"), main()];
      if (!from || !to) return;
      if (isBusy()) { isDue = true; return; }
      swap(from, to);
      const [newTop, top] = [fresh.querySelector("header nav"), document.querySelector("header nav")];
      if (newTop && top && newTop.innerHTML !== top.innerHTML && !top.contains(document.activeElement)) top.innerHTML = newTop.innerHTML;
    } catch { /* The next change asks again. */ } finally {
      isAsking = false;
      restsUntil = Date.now() + Math.min(5000, Math.max(100, 10 * (Date.now() - began)));
      if (isDue) refresh();
    }
  };
  document.addEventListener("pointerdown", (event) => { isPressed = event.button === 0; });
  for (const moment of ["pointerup", "pointercancel", "blur"]) addEventListener(moment, () => setTimeout(() => { isPressed = false; if (isDue) refresh(); }));
  for (const moment of ["visibilitychange", "focusout"]) document.addEventListener(moment, () => setTimeout(() => { if (isDue) refresh(); }));

  dress();
  // A page that answers a form cannot be asked for again.
  if (main() && document.querySelector("main [data-once]") === null) {
    const source = new EventSource(main().dataset.live);
    source.addEventListener("changed", refresh);
    addEventListener("pagehide", () => source.close());
  }
})();
