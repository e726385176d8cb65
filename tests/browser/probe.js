// Looks at the page as it is laid out and returns numbers: boxes, gaps, contrasts, what is cut off.
() => {
  const BOX = ".tile, .btn, .item, .rec, .tag, .bin, .strip, .plate, .ctx, .opin li, .said, .unsaved, .kpi li, .tap";
  const root = document.documentElement;
  const rem = parseFloat(getComputedStyle(root).fontSize);
  const isDrawn = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && !element.closest(".vh") && getComputedStyle(element).visibility !== "hidden";
  };
  const edges = (element) => {
    const box = element.getBoundingClientRect();
    return { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
  };
  const overlap = (one, other) => Math.min(
    Math.min(one.right, other.right) - Math.max(one.left, other.left),
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));
  const sticksOut = (inner, outer, slack) =>
    inner.left < outer.left - slack || inner.right > outer.right + slack || inner.top < outer.top - slack || inner.bottom > outer.bottom + slack;

  // -- colours: WCAG relative luminance and contrast ratio
  const channels = (colour) => {
    const found = colour.match(/[\d.]+/g).map(Number);
    return found.length < 4 ? [...found, 1] : found;
  };
  const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor);
      if (colour[3] > 0) return colour;
    }
    return [255, 255, 255, 1];
  };

  // In a drawing a text stands on the last filled rectangle drawn under it.
  const drawnUnder = (svg, element) => {
    const box = element.getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const holds = (each) => { const at = each.getBoundingClientRect(); return at.left <= x && x <= at.right && at.top <= y && y <= at.bottom; };
    const isBefore = (each) => each.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const under = [...svg.querySelectorAll("rect")].filter((each) => isBefore(each) && holds(each)).pop();
    return under ? channels(getComputedStyle(under).fill) : ground(svg.parentElement);
  };

  // -- texts, by the ink of their letters and not by the line's box
  const pen = document.createElement("canvas").getContext("2d");
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !isDrawn(element)) continue;
    const style = getComputedStyle(element);
    const svg = element.closest("svg");
    const range = document.createRange();
    range.selectNodeContents(node);
    const line = range.getBoundingClientRect();
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = pen.measureText(node.data.trim());
    const above = svg ? 0 : ink.fontBoundingBoxAscent - ink.actualBoundingBoxAscent;
    const below = svg ? 0 : ink.fontBoundingBoxDescent - ink.actualBoundingBoxDescent;
    const at = { left: line.left, right: line.right, top: line.top + above, bottom: line.bottom - below };
    const around = element.closest(BOX);
    const limit = around ? edges(around) : { left: 0, top: 0, right: innerWidth, bottom: root.scrollHeight };
    texts.push({
      text: node.data.trim().replace(/\s+/g, " "),
      contrast: contrast(channels(svg ? style.fill : style.color), svg ? drawnUnder(svg, element) : ground(element)),
      isCut: sticksOut(at, limit, 0.5),
      isRead: !element.closest("[aria-hidden=true], .code, .unsaved"), // an error code and the banner are no words of the screen
      at,
    });
  }
  const clashes = [];
  for (const [place, one] of texts.entries())
    for (const other of texts.slice(place + 1)) if (overlap(one.at, other.at) > 1) clashes.push(`${one.text} / ${other.text}`);

  // -- pictograms: inside their tile, beside the words
  const drawings = [...document.querySelectorAll("svg.p, svg.sg")].filter(isDrawn).filter((each) => !each.classList.contains("cal"));
  const outside = drawings.filter((each) => {
    const box = each.closest(".tile, .btn, .item, .rec, .tag, .ctx");
    return sticksOut(edges(each), box ? edges(box) : { left: 0, top: -1e4, right: innerWidth, bottom: 1e4 }, 1);
  }).map((each) => each.closest(".tile, .btn, .item, .rec, .tag, .ctx")?.innerText || each.getAttribute("class"));
  const covered = [];
  for (const each of drawings) {
    const style = getComputedStyle(each);
    const box = edges(each);
    const ink = {
      left: box.left + parseFloat(style.paddingLeft), right: box.right - parseFloat(style.paddingRight),
      top: box.top + parseFloat(style.paddingTop), bottom: box.bottom - parseFloat(style.paddingBottom),
    };
    for (const text of texts) if (overlap(ink, text.at) > 2) covered.push(text.text);
  }

  // -- targets
  const targets = [...document.querySelectorAll("a, button")].filter(isDrawn).map((each) => ({
    name: (each.getAttribute("aria-label") || each.innerText).trim().replace(/\s+/g, " "), at: edges(each),
  }));
  let gap = null;
  let pair = "";
  for (const [place, one] of targets.entries())
    for (const other of targets.slice(place + 1)) {
      const across = Math.max(0, one.at.left - other.at.right, other.at.left - one.at.right);
      const down = Math.max(0, one.at.top - other.at.bottom, other.at.top - one.at.bottom);
      const distance = Math.hypot(across, down);
      if (gap === null || distance < gap) [gap, pair] = [distance, `${one.name} / ${other.name}`];
    }
  const rim = 0.45 * rem; // a finger must not slip off the glass
  const screen = { left: rim, top: rim, right: innerWidth - rim, bottom: innerHeight - rim };
  return {
    texts: texts.map(({ at, ...rest }) => rest),
    clashes, covered, outside,
    targets: targets.map(({ name, at }) => ({ name, width: at.right - at.left, height: at.bottom - at.top })),
    gap, pair,
    atTheRim: targets.filter(({ at }) => sticksOut(at, screen, 0)).map(({ name }) => name),
    sentences: [...document.querySelectorAll("h1, h2, p, small, .tell, .msg")].filter(isDrawn).map((each) => each.innerText),
    scrolls: document.scrollingElement.scrollHeight > innerHeight + 1 || document.scrollingElement.scrollWidth > innerWidth + 1,
  };
}
