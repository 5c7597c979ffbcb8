// Runs inside a loaded page or picture: what is drawn comes in, findings with element and text go out. Knows no file, no width and no scheme.
// `views.mjs` evaluates it; no import reaches a page, so everything that looks at one is in here.
(() => {
  const TOLERANCE_PX = 0.5;
  /** WCAG 2.2, 1.4.3: normal text, and text from 24 px (18.66 px where bold). */
  const CONTRAST = { normal: 4.5, large: 3 };
  const LARGE_PX = { regular: 24, bold: 18.66 };
  const SHAPES = 'rect, path, circle, ellipse, polygon, polyline';
  /** What is kept for reuse and painted nowhere by itself. */
  const UNPAINTED = 'defs, clipPath, mask, pattern, symbol, marker';

  // ---- names

  /** A selector that a person finds again: the nearest id, then the element with its classes. */
  function nameOf(element) {
    const classes = [...element.classList].map((name) => `.${name}`).join('');
    if (element.id) return `${element.localName}#${element.id}`;
    const holder = element.parentElement?.closest('[id]');
    return `${holder ? `#${holder.id} ` : ''}${element.localName}${classes}`;
  }

  function shortened(text) {
    const one = text.replace(/\s+/g, ' ').trim();
    return one.length > 60 ? `${one.slice(0, 59)}…` : one;
  }

  const finding = (kind, element, text, what) => ({ kind, element: nameOf(element), text: shortened(text), what });
  const px = (number) => `${Math.round(number * 10) / 10} px`;

  /** The mark of synthetic data lies across everything by intent; nothing else that is hidden from readers' aids is excepted. */
  const isWatermark = (element) => {
    const hidden = element.closest('[aria-hidden="true"]');
    return hidden !== null && /watermark/.test(`${hidden.getAttribute('class')} ${element.getAttribute('class')}`);
  };

  const isVisible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  // ---- pictures

  const pictures = () => [...document.querySelectorAll('svg')].filter((svg) => !svg.parentElement?.closest('svg') && isVisible(svg));

  /** The four corners of a box on the screen; a turned label keeps its turned box. */
  function corners(box, matrix) {
    const at = (x, y) => new DOMPoint(x, y).matrixTransform(matrix);
    const { x, y, width, height } = box;
    return [at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)];
  }

  const rectCorners = (r) => [new DOMPoint(r.left, r.top), new DOMPoint(r.right, r.top), new DOMPoint(r.right, r.bottom), new DOMPoint(r.left, r.bottom)];

  /**
   * Fonts for Chinese claim half an em above and below their letters, so that rows which nobody would call touching overlap by their boxes.
   * A box is cut to its letters, but not below what a Latin font of the same size claims (Liberation Sans), so that one distance holds for both.
   */
  const LATIN_EM = { above: 0.905, below: 0.212 };

  function trimmed(box, element, text) {
    const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
    brush.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    const measured = brush.measureText(text);
    const [above, below] = [measured.fontBoundingBoxAscent, measured.fontBoundingBoxDescent];
    const em = Number.parseFloat(fontSize);
    const top = Math.min(above, Math.max(measured.actualBoundingBoxAscent, LATIN_EM.above * em));
    const bottom = Math.min(below, Math.max(measured.actualBoundingBoxDescent, LATIN_EM.below * em));
    const unit = box.height / (above + below);
    return new DOMRect(box.x, box.y + (above - top) * unit, box.width, (top + bottom) * unit);
  }

  /** A text is one box, but one whose lines are `tspan`s is one box a line: their common box would cover what stands between them. */
  function boxesOf(text) {
    if (!text.querySelector('tspan[x], tspan[y], tspan[dy]')) {
      return [corners(trimmed(text.getBBox(), text, text.textContent), text.getScreenCTM())];
    }
    const boxes = [];
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const node = walker.currentNode;
      const lines = [...range.getClientRects()].filter((r) => r.width > 0);
      boxes.push(...lines.map((r) => rectCorners(trimmed(r, node.parentElement, node.data))));
    }
    return boxes;
  }

  function textsOf(svg) {
    return [...svg.querySelectorAll('text')]
      .filter((text) => text.textContent.trim() && !text.closest(UNPAINTED) && !isWatermark(text) && isVisible(text))
      .map((element) => ({ element, boxes: boxesOf(element) }));
  }

  /** How deep two convex boxes lie in each other: the least depth over the directions of their sides; not above 0 where they are apart. */
  function depth(a, b) {
    let least = Infinity;
    for (const box of [a, b]) {
      for (let side = 0; side < 2; side += 1) {
        const [p, q] = [box[side], box[side + 1]];
        const length = Math.hypot(q.x - p.x, q.y - p.y);
        if (length === 0) return 0;
        const span = (points) => {
          const along = points.map((c) => (c.x * (q.x - p.x) + c.y * (q.y - p.y)) / length);
          return [Math.min(...along), Math.max(...along)];
        };
        const [[a0, a1], [b0, b1]] = [span(a), span(b)];
        least = Math.min(least, Math.min(a1, b1) - Math.max(a0, b0));
      }
    }
    return least;
  }

  function overlapsIn(texts) {
    const found = [];
    texts.forEach((one, index) => {
      for (const other of texts.slice(index + 1)) {
        const deepest = Math.max(...one.boxes.flatMap((a) => other.boxes.map((b) => depth(a, b))));
        if (deepest > TOLERANCE_PX) {
          const what = `lies ${px(deepest)} deep in "${shortened(other.element.textContent)}" (${nameOf(other.element)})`;
          found.push(finding('overlap', one.element, one.element.textContent, what));
        }
      }
    });
    return found;
  }

  function outsideOf(svg, texts) {
    const frame = svg.getBoundingClientRect();
    return texts.flatMap(({ element, boxes }) => {
      const all = boxes.flat();
      const by = Math.max(
        ...all.map((c) => Math.max(frame.left - c.x, c.x - frame.right, frame.top - c.y, c.y - frame.bottom)),
      );
      return by > TOLERANCE_PX ? [finding('outside', element, element.textContent, `leaves its picture by ${px(by)}`)] : [];
    });
  }

  // ---- the page's own text

  /** Every visible text node outside pictures, with the box of each of its lines and the block that holds it. */
  function pageTexts() {
    const found = [];
    const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest('svg, script, style, noscript, template')) continue;
      if (isWatermark(parent) || !isVisible(parent) || isForReadersAidsOnly(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter((r) => r.width > 0 && r.height > 0);
      let block = parent;
      while (/^(inline|contents|ruby)/.test(getComputedStyle(block).display) && block.parentElement) block = block.parentElement;
      if (lines.length > 0) found.push({ node, parent, block, lines });
    }
    return found;
  }

  /** A link that comes into view when it is focused, or a text in a box of one pixel. */
  function isForReadersAidsOnly(element) {
    const skip = element.closest('a[href^="#"]')?.getBoundingClientRect();
    if (skip && (skip.right <= 0 || skip.bottom + scrollY <= 0)) return true;
    for (let at = element; at; at = at.parentElement) {
      const box = at.getBoundingClientRect();
      if (/hidden|clip/.test(getComputedStyle(at).overflowX) && box.width <= 1 && box.height <= 1) return true;
    }
    return false;
  }

  function scroller(element) {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return at;
    }
    return null;
  }

  function overflows(texts, onPaper) {
    const found = [];
    const width = document.documentElement.clientWidth;
    for (const { node, parent, block, lines } of texts) {
      const holder = block.getBoundingClientRect();
      const beyond = Math.max(...lines.map((r) => Math.max(r.right - holder.right, holder.left - r.left)));
      if (beyond > TOLERANCE_PX && getComputedStyle(block).display !== 'inline') {
        found.push(finding('overflow', parent, node.data, `leaves ${nameOf(block)} sideways by ${px(beyond)}`));
      }
      const off = Math.max(...lines.map((r) => Math.max(r.right - width, -r.left)));
      if (off > TOLERANCE_PX && (onPaper || !scroller(parent))) {
        found.push(finding('overflow', parent, node.data, `leaves the ${onPaper ? 'sheet' : 'window'} sideways by ${px(off)}`));
      }
    }
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      const what = `the page scrolls sideways: ${px(root.scrollWidth)} in a window of ${px(root.clientWidth)}`;
      found.push(finding('overflow', root, '', `${what}; furthest right: ${furthestRight()}`));
    }
    for (const element of document.body.querySelectorAll('*:not(svg *)')) {
      if (!isVisible(element) || isForReadersAidsOnly(element)) continue;
      const style = getComputedStyle(element);
      // On paper nothing can be scrolled: what a scroller holds beyond its edge is lost.
      const cuts = (value) => /hidden|clip/.test(value) || (onPaper && /auto|scroll/.test(value));
      const lost = Math.max(
        cuts(style.overflowX) ? element.scrollWidth - element.clientWidth : 0,
        cuts(style.overflowY) ? element.scrollHeight - element.clientHeight : 0,
      );
      if (lost > 1 && element.clientWidth > 0) {
        found.push(finding('overflow', element, element.textContent, `${px(lost)} of its content are cut off`));
      }
    }
    return found;
  }

  function furthestRight() {
    let [furthest, edge] = [document.body, 0];
    for (const element of document.body.querySelectorAll('*:not(svg *)')) {
      const right = element.getBoundingClientRect().right;
      if (right > edge && isVisible(element) && !scroller(element.parentElement)) [furthest, edge] = [element, right];
    }
    return `${nameOf(furthest)} "${shortened(furthest.textContent)}"`;
  }

  /** Lines of different text nodes that lie on each other. A font's box is taller than its letters, so a third of a line may be shared. */
  function pageOverlaps(texts) {
    const lines = texts.flatMap((text) => text.lines.map((box) => ({ ...text, box })));
    lines.sort((a, b) => a.box.top - b.box.top);
    const found = [];
    const seen = new Set();
    lines.forEach((one, index) => {
      for (let at = index + 1; at < lines.length && lines[at].box.top < one.box.bottom; at += 1) {
        const other = lines[at];
        if (other.node === one.node) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
        const shared = Math.max(1.5, Math.min(one.box.height, other.box.height) / 3);
        if (across <= 1 || down <= shared || clippedAway(one) || clippedAway(other)) continue;
        const key = `${one.node.data} ${other.node.data}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const what = `lies ${px(Math.min(across, down))} deep in "${shortened(other.node.data)}" (${nameOf(other.parent)})`;
        found.push(finding('overlap', one.parent, one.node.data, what));
      }
    });
    return found;
  }

  /** Scrolled out of sight in its own scroller, where it lies on nothing. */
  function clippedAway({ parent, box }) {
    const frame = scroller(parent)?.getBoundingClientRect();
    return frame !== undefined && (box.left >= frame.right || box.right <= frame.left);
  }

  // ---- colours

  const colours = new Map();
  const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
  canvas.width = 1;
  canvas.height = 1;
  const brush = canvas.getContext('2d', { willReadFrequently: true });

  /** Any colour that CSS can write, as red, green, blue (0 to 255) and alpha (0 to 1): the browser's own reader is asked. */
  function colour(text) {
    let known = colours.get(text);
    if (!known) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = '#000';
      brush.fillStyle = text;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      known = { r, g, b, a: a / 255 };
      colours.set(text, known);
    }
    return known;
  }

  const over = (top, alpha, under) => ({
    r: top.r * alpha + under.r * (1 - alpha),
    g: top.g * alpha + under.g * (1 - alpha),
    b: top.b * alpha + under.b * (1 - alpha),
    a: 1,
  });

  function luminance({ r, g, b }) {
    const [x, y, z] = [r, g, b].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }

  function ratio(a, b) {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }

  const hex = ({ r, g, b }) => `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

  function opacity(element) {
    let product = 1;
    for (let at = element; at; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
    return product;
  }

  /** What an element of the page stands on. Printers leave backgrounds away unless a rule insists. */
  function ground(element, onPaper) {
    const layers = [];
    let reached = null;
    for (let at = element; at && !reached; at = at.parentElement) {
      const style = getComputedStyle(at);
      const fill = colour(style.backgroundColor);
      if (fill.a === 0 || (onPaper && style.printColorAdjust !== 'exact')) continue;
      if (fill.a === 1) reached = fill;
      else layers.unshift(fill);
    }
    const sheet = onPaper || !document.body ? colour('white') : colour(canvasColour());
    return layers.reduce((under, layer) => over(layer, layer.a, under), reached ?? sheet);
  }

  let bare;

  /** What the browser paints where the page paints nothing; it depends on the scheme that the page declares. Asked once: each probe lays the whole page out anew. */
  function canvasColour() {
    if (bare) return bare;
    const probe = document.createElement('div');
    probe.style.color = 'Canvas';
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    bare = color;
    return bare;
  }

  function pageContrasts(texts, onPaper) {
    return texts.flatMap(({ node, parent }) => {
      const style = getComputedStyle(parent);
      const under = ground(parent, onPaper);
      const ink = colour(style.color);
      const seen = over(ink, ink.a * opacity(parent), under);
      return tooPale(parent, node.data, seen, under, Number.parseFloat(style.fontSize), style.fontWeight);
    });
  }

  function tooPale(element, text, ink, under, size, weight) {
    const large = size >= (Number(weight) >= 700 ? LARGE_PX.bold : LARGE_PX.regular);
    const least = large ? CONTRAST.large : CONTRAST.normal;
    const contrast = ratio(ink, under);
    if (contrast >= least) return [];
    // Cut, not rounded: 4.497 must not be shown as the 4.50 that it misses.
    const shown = (Math.floor(contrast * 100) / 100).toFixed(2);
    return [finding('contrast', element, text, `contrast ${shown} of ${hex(ink)} on ${hex(under)}; at least ${least} is needed`)];
  }

  /** The painted shapes of a picture in the order of painting, with what is needed to ask whether a point lies in one. */
  function shapesOf(svg) {
    return [...svg.querySelectorAll(SHAPES)]
      .filter((shape) => !shape.closest(UNPAINTED) && isVisible(shape))
      .map((element) => {
        const style = getComputedStyle(element);
        const matrix = element.getScreenCTM();
        return {
          element,
          box: element.getBoundingClientRect(),
          back: matrix?.inverse(),
          fill: style.fill === 'none' ? null : colour(style.fill),
          alpha: Number(style.fillOpacity) * opacity(element),
        };
      })
      .filter(({ fill, back, alpha }) => fill && back && fill.a * alpha > 0);
  }

  const covers = ({ element, box, back }, point) =>
    point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom
    && element.isPointInFill(point.matrixTransform(back));

  function scaleOf(element) {
    const { a, b, c, d } = element.getScreenCTM();
    return Math.sqrt(Math.abs(a * d - b * c));
  }

  const sizeOf = (text) => Number.parseFloat(getComputedStyle(text).fontSize) * scaleOf(text);

  /** Along its middle a label may stand on a bar in part, so that the worst of five places counts. */
  function pictureContrasts(svg, texts, onPaper) {
    const shapes = shapesOf(svg);
    const sheet = ground(svg, onPaper);
    return texts.flatMap(({ element, boxes }) => {
      const style = getComputedStyle(element);
      if (style.fill.startsWith('url')) return [];
      const before = shapes.filter((shape) => shape.element.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
      const fill = colour(style.fill);
      const alpha = fill.a * Number(style.fillOpacity) * opacity(element);
      const scale = scaleOf(element);
      const places = boxes.flatMap(([a, , c]) => [0.02, 0.25, 0.5, 0.75, 0.98].map((part) => new DOMPoint(a.x + (c.x - a.x) * part, (a.y + c.y) / 2)));
      const worst = places
        .map((place) => {
          const stack = before.filter((shape) => covers(shape, place));
          const under = halo(style, scale, stack.reduce((low, { fill: layer, alpha: part }) => over(layer, layer.a * part, low), sheet));
          return { under, ink: over(fill, alpha, under) };
        })
        .reduce((a, b) => (ratio(a.ink, a.under) <= ratio(b.ink, b.under) ? a : b));
      return tooPale(element, element.textContent, worst.ink, worst.under, sizeOf(element), style.fontWeight);
    });
  }

  /** A wide stroke painted before the letters is what they stand on. */
  function halo(style, scale, under) {
    if (!style.paintOrder.startsWith('stroke') || style.stroke === 'none') return under;
    const edge = colour(style.stroke);
    return Number.parseFloat(style.strokeWidth) * scale >= 2 ? over(edge, edge.a * Number(style.strokeOpacity), under) : under;
  }

  /** The smallest letters of all, as they arrive on the screen: a picture shrinks its texts with itself. */
  function smallest(texts, svgs) {
    const sizes = texts.map(({ node, parent }) => [Number.parseFloat(getComputedStyle(parent).fontSize), parent, node.data]);
    for (const svg of svgs) {
      for (const { element } of textsOf(svg)) sizes.push([sizeOf(element), element, element.textContent]);
    }
    const [size, element, text] = sizes.reduce((a, b) => (a[0] <= b[0] ? a : b));
    return `${px(size)}: ${nameOf(element)} "${shortened(text)}"`;
  }

  // ---- what the page is made of

  /** What a page would fetch, also where its policy stops it, or where the reader has not scrolled to it yet. */
  function foreign() {
    const holders = document.querySelectorAll('[src], [srcset], [poster], [data], link[href], use[href], image[href], feImage[href], [background]');
    const found = [...holders].flatMap((element) => {
      const address = ['src', 'srcset', 'poster', 'data', 'href', 'background'].map((name) => element.getAttribute(name)).find(Boolean);
      const own = !address || address.startsWith('data:') || address.startsWith('#')
        || (element.localName === 'link' && /^(canonical|alternate|license|author)$/.test(element.rel));
      return own ? [] : [finding('requests', element, address, 'is fetched from outside the file')];
    });
    for (const sheet of document.querySelectorAll('style')) {
      const address = /@import[^;]*|url\(\s*["']?(?!data:|#)[^)]*\)/.exec(sheet.textContent)?.[0];
      if (address) found.push(finding('requests', sheet, address, 'a style sheet fetches from outside the file'));
    }
    return found;
  }

  const scripts = () =>
    [...document.querySelectorAll('script, [onload], [onclick], [onerror], a[href^="javascript:" i]')].map((element) =>
      finding('scripts', element, element.textContent, 'the page needs no script'));

  /** Only asked for in print: what is folded away on a sheet is lost. */
  const folded = () =>
    [...document.querySelectorAll('details')].flatMap((details) => {
      const content = [...details.children].find((child) => child.localName !== 'summary');
      const away = content !== undefined && isVisible(details) && (!isVisible(content) || content.getClientRects().length === 0);
      return away ? [finding('details', details, details.querySelector('summary')?.textContent ?? '', 'stays folded on paper')] : [];
    });

  return {
    /** Everything that can be seen from inside; `onPaper` where print media is emulated. */
    look(onPaper) {
      const findings = [...foreign(), ...scripts()];
      const looked = { requests: 1, scripts: 1, overlap: 0, outside: 0, contrast: 0 };
      for (const svg of pictures()) {
        const texts = textsOf(svg);
        findings.push(...overlapsIn(texts), ...outsideOf(svg, texts), ...pictureContrasts(svg, texts, onPaper));
        for (const kind of ['overlap', 'outside', 'contrast']) looked[kind] += texts.length;
      }
      if (document.body) {
        const texts = pageTexts();
        findings.push(...overflows(texts, onPaper), ...pageOverlaps(texts), ...pageContrasts(texts, onPaper));
        looked.overflow = texts.length;
        looked.overlap += texts.length;
        looked.contrast += texts.length;
        if (onPaper) {
          findings.push(...folded());
          looked.details = document.querySelectorAll('details').length;
        }
      }
      return { findings, looked };
    },

    /** The smallest text of the page, in words. */
    smallest: () => smallest(pageTexts(), pictures()),

    /** Opens every fold-out, since what is in it must hold as well. */
    unfold() {
      for (const details of document.querySelectorAll('details')) details.open = true;
    },

    /** Writes a small word at the top and the bottom of every picture, so that the sheets of a PDF tell whether one was cut. */
    markPictures() {
      return pictures().map((svg, index) => {
        const frame = svg.viewBox.baseVal;
        const mark = (edge, y) => {
          const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
          text.textContent = `jtcut${index}${edge}`;
          text.setAttribute('x', frame.x + 2);
          text.setAttribute('y', y);
          text.style.fontSize = '6px';
          text.style.fill = 'black';
          svg.append(text);
        };
        mark('top', frame.y + 7);
        mark('end', frame.y + frame.height - 2);
        return nameOf(svg);
      });
    },
  };
})();
