// Keeps the screen true: listens to the desk and swaps <main>. Everything also works without this file.
"use strict";
(() => {
  const AWAY_MS = 800; // a shorter silence is no restart
  const RETRY_MS = 1000;
  const GUARD_MS = 350; // a new screen ignores touches for so long: drops and bounces hit nothing
  const CLOCK_MS = 20000;
  const PREVIEW_MS = 250;
  let shown = document.querySelector("main").innerHTML;
  let shownAt = -GUARD_MS;
  let lost = 0; // timer of a silence, 0 while the desk speaks
  let turn = 0; // only the page that was asked for last is shown
  let acting = false; // a tap is on its way; what is new is fetched after it
  let again = false;
  let onward = 0;

  const here = () => {
    const url = new URL(location.href);
    url.searchParams.delete("said");
    return url;
  };

  const swap = (page) => {
    const next = page.querySelector("main");
    const isOther = page.body.dataset.screen !== document.body.dataset.screen;
    document.documentElement.lang = page.documentElement.lang;
    document.body.dataset.revision = page.body.dataset.revision;
    if (next.innerHTML === shown && !isOther) return;
    shown = next.innerHTML;
    document.body.className = page.body.className;
    document.body.dataset.screen = page.body.dataset.screen;
    document.querySelector("main").replaceWith(document.adoptNode(next));
    if (isOther) shownAt = performance.now();
    goOnLater();
  };

  const show = async (url, options) => {
    const mine = ++turn;
    try {
      const reply = await fetch(url, { cache: "no-store", ...options });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (mine !== turn || !page.querySelector("main")) return;
      if (reply.ok) history.replaceState(null, "", reply.url);
      swap(page);
    } catch {
      silence();
    }
  };

  const refresh = () => {
    again = acting;
    if (!acting) show(here());
  };

  const act = async (url, options) => {
    acting = true;
    await show(url, options);
    acting = false;
    if (again) refresh();
  };

  const goOnLater = () => {
    clearTimeout(onward);
    const button = document.querySelector("[data-after]");
    if (button) onward = setTimeout(() => button.click(), Number(button.dataset.after));
  };

  const silence = () => {
    lost ||= setTimeout(() => { document.getElementById("away").hidden = false; }, AWAY_MS);
  };

  const speaks = (event) => {
    const wasLost = lost;
    clearTimeout(lost);
    lost = 0;
    document.getElementById("away").hidden = true;
    if (wasLost || event.data !== document.body.dataset.revision) refresh();
  };

  const listen = () => {
    const stream = new EventSource("/live");
    stream.addEventListener("counter", speaks);
    stream.addEventListener("error", () => {
      silence();
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
    });
  };

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (performance.now() - shownAt < GUARD_MS || acting) return;
    const button = event.submitter;
    const url = new URL(button.formAction);
    const said = new URLSearchParams(new FormData(event.target));
    if (button.name) said.append(button.name, button.value);
    if (event.target.method === "post") return void act(url, { method: "POST", body: said });
    url.search = said;
    act(url);
  });

  setInterval(refresh, CLOCK_MS);
  setInterval(() => {
    const view = document.querySelector("img[data-live]");
    if (view && view.complete) view.src = `/preview?${Math.floor(performance.now())}`;
  }, PREVIEW_MS);
  goOnLater();
  listen();
})();
