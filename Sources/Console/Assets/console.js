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

  // A page that somebody is filling in is left alone.
  const isBusy = () => {
    const focus = document.activeElement;
    if (focus && focus.matches("main input:not([type=checkbox]), main textarea, main select")) return true;
    return [...document.querySelectorAll("main [data-draft]")].some((field) => field.value !== field.defaultValue);
  };
  const focusKey = (element) => element && (element.id ? "#" + CSS.escape(element.id)
    : element.value && element.name ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`
    : element.getAttribute && element.getAttribute("href") ? `a[href="${CSS.escape(element.getAttribute("href"))}"]` : null);

  let isAsking = false;
  let isDue = false;
  let lastAsked = 0;
  const refresh = async () => {
    if (isAsking || document.hidden) { isDue = true; return; }
    const wait = lastAsked + 1000 - Date.now();
    if (wait > 0) { if (!isDue) { isDue = true; setTimeout(() => { isDue = false; refresh(); }, wait); } return; }
    isAsking = true;
    isDue = false;
    lastAsked = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { "x-live": "1" }, redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [from, to] = [fresh.querySelector("main"), main()];
      if (!from || !to || isBusy()) return;
      const ticked = new Set([...to.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.name + "=" + box.value));
      const open = new Set([...to.querySelectorAll("details[open]")].map((one) => one.id));
      for (const box of from.querySelectorAll("input[type=checkbox]")) if (ticked.has(box.name + "=" + box.value)) box.setAttribute("checked", "");
      for (const one of from.querySelectorAll("details")) if (open.has(one.id)) one.open = true;
      if (from.innerHTML !== to.innerHTML) {
        const key = to.contains(document.activeElement) ? focusKey(document.activeElement) : null;
        to.replaceChildren(...from.childNodes);
        dress();
        if (key) to.querySelector(key)?.focus({ preventScroll: true });
      }
      const [newTop, top] = [fresh.querySelector("header nav"), document.querySelector("header nav")];
      if (newTop && top && newTop.innerHTML !== top.innerHTML && !top.contains(document.activeElement)) top.innerHTML = newTop.innerHTML;
    } catch { /* The next change asks again. */ } finally {
      isAsking = false;
      if (isDue) { isDue = false; setTimeout(refresh, 1000); }
    }
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isDue) refresh(); });

  dress();
  // A page that answers a form cannot be asked for again.
  if (main() && document.querySelector("main [data-once]") === null) {
    const source = new EventSource("/changes");
    source.addEventListener("changed", refresh);
    addEventListener("pagehide", () => source.close());
  }
})();
