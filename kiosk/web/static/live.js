// Keeps the screen true and the taps honest: listens to the desk, swaps <main>, minds gloves, time and sound.
// Everything also works without this file, except that nothing moves by itself.
"use strict";
(() => {
  const AWAY_MS = 800; // a shorter silence is no restart
  const RETRY_MS = 1000;
  const GUARD_MS = 350; // a new screen ignores touches for so long: drops and bounces hit nothing
  const TAP_MS = [40, 900]; // shorter is rain, longer is a sleeve that leans
  const SLIP_REM = 2.6; // 8 mm
  const LOOK_MS = 400; // plugins that think longer are seen thinking
  const KEY_MS = 35; // no hand types that fast
  const LINE_GAPS = 4; // a scanner without Enter is done after so many gaps between keys
  const LEAST_LINE = 4;
  const SAID_MS = 6000;
  const CLOCK_MS = 20000;
  const PREVIEW_MS = 250;
  const { body } = document;
  let shown = document.querySelector("main").innerHTML;
  let shownAt = -GUARD_MS;
  let lost = 0; // timer of a silence, 0 while the desk speaks
  let lostAt = 0;
  let turn = 0; // only the page that was asked for last is shown
  let acting = false; // a tap is on its way; what is newer than its page is fetched after it
  let told = ""; // the last revision the desk told of
  let looking = 0;

  // -- pages --------------------------------------------------------------------------

  const here = () => {
    const url = new URL(location.href);
    url.searchParams.delete("said");
    return url;
  };

  const swap = (page) => {
    const next = page.querySelector("main");
    const isOther = page.body.dataset.screen !== body.dataset.screen;
    const isNew = page.body.dataset.state !== body.dataset.state || isOther;
    clearTimeout(looking);
    document.getElementById("looking").hidden = true;
    body.classList.remove("is-read");
    document.documentElement.lang = page.documentElement.lang;
    Object.assign(body.dataset, page.body.dataset);
    if (next.innerHTML === shown && !isOther) return;
    shown = next.innerHTML;
    body.className = page.body.className;
    document.querySelector("main").replaceWith(document.adoptNode(next));
    if (isOther) shownAt = performance.now();
    if (isNew) begin();
    else follow();
  };

  const show = async (url, options) => {
    const mine = ++turn;
    try {
      const reply = await fetch(url, { cache: "no-store", ...options });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (mine !== turn || !page.querySelector("main")) return reply;
      if (page.body.dataset.screen === "start") return void silence(); // the desk is starting: this page stays under the notice
      if (reply.ok) history.replaceState(null, "", reply.url);
      swap(page);
      return reply;
    } catch {
      silence();
    }
  };

  const refresh = () => {
    if (!acting) show(here());
  };

  const act = async (url, options) => {
    acting = true;
    const reply = await show(url, options);
    acting = false;
    if (told !== body.dataset.revision) refresh();
    return reply;
  };

  const post = (url, fields = {}) => {
    const seen = document.querySelector("#act [name=seen]");
    act(url, { method: "POST", body: new URLSearchParams({ seen: seen ? seen.value : "", ...fields }) });
  };

  // -- time: rings that empty, buttons that wait, screens nobody looks at ----------------

  let began = performance.now();
  let isStopped = false; // a touch beside the buttons stops a ring for good
  let onward = 0;
  let idle = 0;
  let saying = 0; // a sentence gives way to what it covers

  const begin = () => {
    began = performance.now();
    isStopped = false;
    play(body.dataset.sound);
    follow();
    rest();
  };

  const left = (ring) => Number(ring.dataset.left) - (performance.now() - began) / 1000;

  const follow = () => {
    clearTimeout(onward);
    document.querySelectorAll("[data-wait]").forEach((button) => {
      const waits = () => button.classList.toggle("wait", performance.now() - began < Number(button.dataset.wait));
      waits();
      setTimeout(waits, Number(button.dataset.wait));
    });
    document.querySelectorAll(".ring").forEach((ring) => {
      ring.hidden = isStopped && ring.closest("[data-by]") !== null;
      ring.style.setProperty("--count", `${ring.dataset.whole}s`);
      ring.style.setProperty("--gone", `${left(ring) - Number(ring.dataset.whole)}s`);
    });
    clearTimeout(saying);
    if (document.querySelector(".said")) saying = setTimeout(refresh, SAID_MS);
    const button = document.querySelector("[data-after]");
    if (button) onward = setTimeout(() => submit(button), Number(button.dataset.after));
    count();
  };

  const count = () => {
    for (const ring of document.querySelectorAll(".ring:not([hidden])")) {
      const seconds = Math.ceil(left(ring));
      ring.lastElementChild.textContent = Math.max(seconds, 0);
      if (seconds > 0 || ring.dataset.over) continue;
      ring.dataset.over = "yes";
      const button = ring.closest("[data-by]");
      if (button) post(button.dataset.by);
      else refresh();
    }
  };

  const rest = () => {
    clearTimeout(idle);
    if (Number(body.dataset.idle)) idle = setTimeout(() => leave(), Number(body.dataset.idle) * 1000);
  };

  const leave = () => (location.pathname === "/" ? post("/intake/left") : leaveFor("/"));
  const leaveFor = async (url) => {
    await act(url);
    if (Number(body.dataset.idle)) post("/intake/left");
  };

  // -- hands ----------------------------------------------------------------------------

  let down = null;
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

  const submit = (button) => {
    if (!button.form || acting || button.classList.contains("wait")) return;
    const url = new URL(button.formAction);
    const said = new URLSearchParams(new FormData(button.form));
    if (button.name) said.append(button.name, button.value);
    if (button.form.method === "post") return void act(url, { method: "POST", body: said });
    url.search = said;
    act(url);
  };

  const isTap = (event) => {
    const held = event.timeStamp - down.at;
    const moved = Math.hypot(event.clientX - down.x, event.clientY - down.y);
    return down.pointer === event.pointerId && held >= TAP_MS[0] && held <= TAP_MS[1] && moved < SLIP_REM * rem();
  };

  document.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("button");
    if (event.isPrimary) down = { pointer: event.pointerId, at: event.timeStamp, x: event.clientX, y: event.clientY, button };
    if (button && event.pointerType === "touch") button.classList.add("is-down");
    if (!button && document.querySelector("[data-by]")) {
      isStopped = true;
      follow();
    }
    hush();
    rest();
  });
  document.addEventListener("pointerup", (event) => {
    const button = down && down.button;
    document.querySelectorAll(".is-down").forEach((each) => each.classList.remove("is-down"));
    if (event.pointerType !== "touch" || !button || !button.isConnected) return;
    if (isTap(event) && down.at - shownAt >= GUARD_MS) submit(button);
  });
  document.addEventListener("click", (event) => {
    if (event.pointerType === "touch") event.preventDefault(); // a finger counts when it is lifted
  }, true);
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (performance.now() - shownAt >= GUARD_MS) submit(event.submitter);
  });

  // -- command cards: the desk has made sure of the card, here it presses its button --------

  const pressed = (event) => {
    const card = JSON.parse(event.data);
    const find = (names) => document.querySelector(names.split(" ").map((name) => `main [data-card~="${CSS.escape(name)}"]`).join());
    heard();
    rest();
    if (acting) return void setTimeout(pressed, 100, event); // after the step that is being taken
    const button = card.name && find(card.name);
    if (button) return submit(button);
    if (card.url && find(card.over)) return post(card.url, { [card.field]: card.value });
    const url = here();
    url.searchParams.set("said", card.said || "KSK-582");
    act(url);
  };

  // -- scanners that play keyboard: a burst is a code, what a hand types is not -----------

  let line = "";
  let keyAt = -Infinity;
  let ended = 0;
  let hasEnded = false; // a code has just ended: the Enter behind it presses no button

  const gap = () => Number(body.dataset.gap || KEY_MS);

  const scanned = () => {
    const { prefix = "", suffix = "" } = body.dataset;
    const isFramed = line.length >= prefix.length + suffix.length && line.startsWith(prefix) && line.endsWith(suffix);
    const code = isFramed ? line.slice(prefix.length, line.length - suffix.length) : "";
    line = "";
    hasEnded = true;
    clearTimeout(ended);
    if (code.length >= LEAST_LINE && body.dataset.scan) handIn(code);
  };

  const handIn = async (code, isLast = false) => {
    const handed = { code, token: body.dataset.token };
    const reply = await act(body.dataset.scan, { method: "POST", body: new URLSearchParams(handed) });
    if (reply && reply.status === 205 && !isLast) { // the desk was started again: its new page has another token
      await act(here());
      await handIn(code, true);
    }
  };

  const typedBy = (event) => {
    if (event.key.length !== 1) return "";
    if (!event.ctrlKey) return event.key;
    const code = event.key.toUpperCase().charCodeAt(0);
    return code > 63 && code < 96 ? String.fromCharCode(code & 31) : ""; // Ctrl+] is GS, between the fields of GS1
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.repeat) return void (line = ""); // a key that is held down
    const isFast = event.timeStamp - keyAt < gap();
    const isEnd = event.key === "Enter" || event.key === "Tab";
    const key = typedBy(event);
    if (!isEnd && !key) return; // Shift and its kind
    keyAt = event.timeStamp;
    if (!isFast) [line, hasEnded] = ["", false];
    if (isFast && (line || hasEnded)) event.preventDefault(); // it presses no button
    if (isEnd) return line ? scanned() : void (line = "");
    line += key;
    clearTimeout(ended);
    if (body.dataset.suffix && line.endsWith(body.dataset.suffix)) return scanned();
    if (!body.dataset.suffix) ended = setTimeout(scanned, LINE_GAPS * gap());
    rest();
  }, true);

  // -- sound: each has its own rhythm; never the only signal -------------------------------

  let audio = null;
  let alarm = 0;
  const TUNES = { // hertz, begin and length in milliseconds
    read: [[880, 0, 60]],
    reuse: [[523, 0, 160], [784, 180, 240]],
    repair: [[392, 0, 70], [392, 140, 70], [392, 280, 70]],
    recycle: [[440, 0, 320, 220]],
    aside: [[262, 0, 180], [262, 260, 180]],
    wrong: [[196, 0, 120], [196, 180, 120]],
    stop: [[880, 0, 250], [660, 250, 250], [880, 500, 250], [660, 750, 250]],
  };

  const play = (name) => {
    clearTimeout(alarm);
    const volume = Number(body.dataset.volume);
    if (!TUNES[name] || !volume || !window.AudioContext) return;
    audio ||= new AudioContext();
    if (audio.state === "suspended") audio.resume().catch(() => {});
    for (const [hertz, from, length, to] of TUNES[name]) {
      const [tone, gain] = [audio.createOscillator(), audio.createGain()];
      const start = audio.currentTime + from / 1000;
      tone.frequency.setValueAtTime(hertz, start);
      if (to) tone.frequency.linearRampToValueAtTime(to, start + length / 1000);
      gain.gain.value = volume;
      tone.connect(gain).connect(audio.destination);
      tone.start(start);
      tone.stop(start + length / 1000);
    }
    if (name === "stop") alarm = setTimeout(play, performance.now() - began < 30000 ? 1000 : 10000, name);
  };

  const hush = () => {
    if (body.dataset.sound !== "stop") return;
    clearTimeout(alarm);
    alarm = setTimeout(play, 10000, "stop");
  };

  // -- the desk ---------------------------------------------------------------------------

  const silence = () => {
    lost ||= setTimeout(() => {
      lostAt ||= performance.now();
      document.getElementById("away").hidden = false;
    }, AWAY_MS);
  };

  const heard = () => {
    const wasLost = lost;
    clearTimeout(lost);
    lost = lostAt = 0;
    document.getElementById("away").hidden = true;
    return wasLost;
  };

  const changed = (event) => {
    told = event.data;
    if (heard() || told !== body.dataset.revision) refresh();
  };

  const read = (event) => {
    if (Number(event.data) <= Number(body.dataset.ticks)) return; // the page was drawn after it
    heard();
    play("read");
    body.classList.add("is-read");
    clearTimeout(looking);
    looking = setTimeout(() => { document.getElementById("looking").hidden = false; setTimeout(refresh, 1500); }, LOOK_MS);
  };

  const listen = () => {
    const stream = new EventSource("/live");
    stream.addEventListener("counter", changed);
    stream.addEventListener("read", read);
    stream.addEventListener("card", pressed);
    stream.addEventListener("error", () => {
      silence();
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
    });
  };

  setInterval(refresh, CLOCK_MS);
  setInterval(() => {
    count();
    if (lostAt) document.getElementById("away-for").textContent = `${Math.round((performance.now() - lostAt) / 1000)} s`;
  }, 250);
  setInterval(() => {
    const view = document.querySelector("img[data-live]");
    if (view && view.complete) view.src = `/preview?${Math.floor(performance.now())}`;
  }, PREVIEW_MS);
  begin();
  listen();
})();
