// Two panes made of the pieces of the rows, ribbons between them, scrolling that keeps them together, and the map.
//
// A piece is a stretch of one paragraph. Which pieces belong together the data block says, sentence by sentence. Places
// are measured once after each change of the layout; scrolling only reads them.
'use strict';
const panes = (() => {
  const { data, el, svg } = wirediff;
  const SIDES = ['a', 'b'];
  const other = { a: 'b', b: 'a' };
  /** Where the line stands, as a share of the height, at which both panes show the same. */
  const LINE = 0.35;
  /** Pixels of scrolling after which a jump to a moved block is forgotten. */
  const FORGET = 1200;

  const rows = document.querySelector('.rows');
  const pieces = { a: [], b: [] };
  const homes = new Map();
  for (const piece of rows.querySelectorAll('.piece')) {
    const row = piece.closest('.row');
    const side = piece.closest('.cell').classList.contains('a') ? 'a' : 'b';
    const entry = {
      side, piece, row, block: Number(row.dataset.b), p: Number(piece.dataset.p), s: Number(piece.dataset.s),
      run: row.dataset.run, top: 0, bottom: 0,
      repeat: piece.querySelector('.again') !== null && ![...piece.childNodes].some(
        (n) => !(n instanceof Element && (n.classList.contains('again') || n.classList.contains('n'))) && n.textContent.trim()),
    };
    homes.set(piece, piece.parentNode);
    if (entry.repeat) piece.classList.add('repeat');
    for (const name of ['eq', 'moved', 'furniture', 'facts', 'only-a', 'only-b']) {
      if (row.classList.contains(name)) piece.classList.add(name);
    }
    pieces[side].push(entry);
  }
  for (const side of SIDES) pieces[side].sort((x, y) => x.p - y.p || x.s - y.s);
  const entryOf = new Map(SIDES.flatMap((side) => pieces[side].map((e) => [e.piece, e])));

  /** The piece that shows a sentence. */
  function pieceOf(side, p, s) {
    const list = pieces[side];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (list[mid].p < p || (list[mid].p === p && list[mid].s <= s)) low = mid + 1; else high = mid;
    }
    for (let at = low - 1; at >= 0 && list[at].p === p; at--) if (!list[at].repeat) return at;
    return -1;
  }

  /** The ribbons: groups of neighbouring pieces on both sides that a block links. */
  const ribbons = [];
  function makeRibbons() {
    const blocks = new Map();
    for (const [block, ap, as, bp, bs] of data().links) {
      const a = pieceOf('a', ap, as);
      const b = pieceOf('b', bp, bs);
      if (a < 0 || b < 0) continue;
      if (!blocks.has(block)) blocks.set(block, []);
      blocks.get(block).push([a, b]);
    }
    for (const [block, pairs] of blocks) {
      const groups = [0, 1].map((i) => {
        const at = [...new Set(pairs.map((p) => p[i]))].sort((x, y) => x - y);
        const of = new Map();
        let group = -1;
        at.forEach((n, k) => {
          if (k === 0 || n !== at[k - 1] + 1) group += 1;
          of.set(n, group);
        });
        return { at, of };
      });
      const seen = new Set();
      for (const [a, b] of pairs) {
        const key = `${groups[0].of.get(a)} ${groups[1].of.get(b)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const members = (i, n) => groups[i].at.filter((x) => groups[i].of.get(x) === groups[i].of.get(n));
        const row = pieces.a[a].row.dataset.b === String(block) ? pieces.a[a].row : document.getElementById(`b${block}`);
        const as = members(0, a);
        const bs = members(1, b);
        ribbons.push({
          block, row, moved: row.classList.contains('moved'), facts: row.classList.contains('facts'),
          a: { first: as[0], last: as[as.length - 1], top: 0, bottom: 0 },
          b: { first: bs[0], last: bs[bs.length - 1], top: 0, bottom: 0 },
          kind: [...row.classList].filter((c) => /^(same|styled|edited|rewritten|moved|facts)$/.test(c)).join(' '),
          to: row.classList.contains('moved') ? [pieces.a[as[0]].p, pieces.b[bs[0]].p] : null,
        });
      }
    }
  }
  makeRibbons();

  const name = (side) => document.querySelector(`.heads .cell.${side} .name strong`)?.textContent || side.toUpperCase();
  const pane = {};
  for (const side of SIDES) {
    pane[side] = el('div', {
      class: `pane pane-${side}`, dir: rows.querySelector(`.cell.${side}[dir]`)?.dir, tabindex: '0', role: 'region', 'aria-label': `${side.toUpperCase()}: ${name(side)}`,
    });
  }
  const gutter = svg('svg', { class: 'gutter', 'aria-hidden': 'true' });
  const map = svg('svg', { class: 'map', 'aria-hidden': 'true', preserveAspectRatio: 'none' });
  const box = el('div', { class: 'panes' }, map, pane.a, gutter, pane.b);
  rows.after(box);

  let paned = false;
  const folds = [];
  /** Moves the pieces between the rows and the panes. */
  function set(on) {
    if (on === paned) return;
    paned = on;
    document.documentElement.classList.toggle('paned', on);
    if (on) {
      for (const side of SIDES) {
        let run = null;
        for (const entry of pieces[side]) {
          if (entry.run && entry.run !== run && !entry.repeat) {
            const note = document.querySelector(`.row.fold[data-run="${entry.run}"] .note`);
            const button = el('button', { type: 'button', class: 'fold-note', 'data-run': entry.run }, note ? note.textContent : '…');
            button.addEventListener('click', () => openRun(entry.run));
            folds.push(button);
            pane[side].append(button);
          }
          if (!entry.repeat) run = entry.run || null;
          pane[side].append(entry.piece);
        }
      }
      measure();
    } else {
      for (const [piece, home] of homes) home.append(piece);
      // Pointers stand between the pieces of their paragraph: put every cell back in order.
      for (const cell of new Set(homes.values())) {
        const at = (n) => order.get(n) ?? 0;
        cell.append(...[...cell.childNodes].sort((x, y) => at(x) - at(y)));
      }
      for (const button of folds.splice(0)) button.remove();
    }
  }
  const order = new Map();
  for (const cell of rows.querySelectorAll('.cell')) [...cell.childNodes].forEach((n, i) => order.set(n, i));

  /** Opens one folded run on both sides. */
  function openRun(run) {
    for (const found of document.querySelectorAll(`.row[data-run="${run}"], .fold-note[data-run="${run}"]`)) found.classList.add('open');
    for (const side of SIDES) for (const e of pieces[side]) if (e.run === run) e.piece.classList.add('open');
    measure();
    const first = pieces.a.find((e) => e.run === run);
    if (first) { first.piece.tabIndex = -1; first.piece.focus({ preventScroll: true }); }
  }

  const size = { a: { view: 0, all: 1, max: 0 }, b: { view: 0, all: 1, max: 0 } };
  let anchors = { a: [], b: [] };
  const byPlace = { a: [], b: [] };

  /** Reads all places; nothing else asks the browser for layout. */
  function measure() {
    if (!paned) return;
    for (const side of SIDES) {
      const p = pane[side];
      expected[side] = seen[side] = p.scrollTop;
      size[side] = { view: p.clientHeight, all: Math.max(p.scrollHeight, 1), max: Math.max(p.scrollHeight - p.clientHeight, 0) };
      let reached = 0;
      for (const e of pieces[side]) {
        const height = e.piece.offsetHeight;
        e.top = height ? e.piece.offsetTop : reached;
        e.bottom = e.top + height;
        reached = Math.max(reached, e.bottom);
      }
    }
    const pairs = [];
    for (const r of ribbons) {
      for (const side of SIDES) {
        r[side].top = pieces[side][r[side].first].top;
        r[side].bottom = pieces[side][r[side].last].bottom;
      }
      r.shown = r.a.bottom > r.a.top && r.b.bottom > r.b.top;
      if (!r.moved && r.shown) pairs.push([r.a.top, r.b.top], [r.a.bottom, r.b.bottom]);
    }
    pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
    const kept = [[0, 0]];
    for (const pair of pairs) {
      const before = kept[kept.length - 1];
      if (pair[0] > before[0] && pair[1] > before[1]) kept.push(pair);
    }
    const end = [Math.max(size.a.all, kept[kept.length - 1][0] + 1), Math.max(size.b.all, kept[kept.length - 1][1] + 1)];
    kept.push(end);
    anchors = { a: kept.map((k) => k[0]), b: kept.map((k) => k[1]) };
    for (const side of SIDES) byPlace[side] = ribbons.filter((r) => r.shown).sort((x, y) => x[side].top - y[side].top);
    const box = gutter.getBoundingClientRect();
    frame = { width: box.width, swapped: document.body.classList.contains('swapped') };
    drawMap();
    draw();
  }
  let frame = { width: 0, swapped: false };

  /** The place in the other story that belongs to a place in this one. */
  function across(side, y) {
    const from = anchors[side];
    const to = anchors[other[side]];
    let low = 1;
    let high = from.length - 1;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (from[mid] < y) low = mid + 1; else high = mid;
    }
    const span = from[low] - from[low - 1] || 1;
    return to[low - 1] + ((y - from[low - 1]) / span) * (to[low] - to[low - 1]);
  }

  /** The place under the line of a pane. The line slides to the edge near both ends, so that both ends are reached. */
  function under(side, top) {
    const { view, max } = size[side];
    if (max < view) return max ? top + (top / max) * view : view * LINE;
    const above = LINE * view;
    if (top < above) return 2 * top;
    const rest = max - top;
    if (rest < view - above) return top + view - rest;
    return top + above;
  }

  /** How far a pane is scrolled when a place is under its line. */
  function toTop(side, y) {
    const { view, max } = size[side];
    if (max < view) return max ? (y * max) / (max + view) : 0;
    const above = LINE * view;
    if (y < 2 * above) return y / 2;
    const top = y - above;
    return Math.min(max - top < view - above ? (y - view + max) / 2 : top, max);
  }

  const lock = document.getElementById('lock');
  const slack = { left: 0, side: null };
  // Where we scrolled a pane ourselves, or the layout did: the event that tells of it drives nothing.
  const expected = { a: NaN, b: NaN };
  const seen = { a: 0, b: 0 };
  let due = false;
  function onScroll(side) {
    const top = pane[side].scrollTop;
    const moved = Math.abs(top - seen[side]);
    seen[side] = top;
    if (Math.abs(top - expected[side]) < 2) {
      expected[side] = NaN;
    } else if (lock.checked) {
      if (slack.left !== 0) slack.left *= Math.max(0, 1 - moved / FORGET);
      if (Math.abs(slack.left) < 1) slack.left = 0;
      const there = other[side];
      const sign = slack.side === there ? 1 : -1;
      scroll(there, toTop(there, across(side, under(side, top))) + sign * slack.left);
    }
    if (!due) {
      due = true;
      requestAnimationFrame(() => { due = false; draw(); });
    }
  }
  for (const side of SIDES) pane[side].addEventListener('scroll', () => onScroll(side), { passive: true });

  /** Scrolls a pane without the other one following. */
  function scroll(side, top) {
    const to = Math.round(Math.max(0, Math.min(size[side].max, top)));
    if (Math.abs(pane[side].scrollTop - to) >= 1) pane[side].scrollTop = to;
    seen[side] = to;
    expected[side] = to;
  }

  /** Shows places of both sides at one height; a side without place follows the other. */
  function show(a, b) {
    if (!paned) return;
    const wish = {};
    const y = { a, b };
    for (const side of SIDES) if (y[side] !== null) wish[side] = y[side] - LINE * size[side].view;
    if (a === null && b === null) return;
    for (const side of SIDES) {
      if (wish[side] === undefined) wish[side] = across(other[side], y[other[side]]) - LINE * size[side].view;
    }
    for (const side of SIDES) wish[side] = Math.max(0, Math.min(size[side].max, wish[side]));
    slack.side = 'b';
    slack.left = wish.b - toTop('b', across('a', under('a', wish.a)));
    for (const side of SIDES) scroll(side, wish[side]);
    draw();
  }

  /** Shows the ends of a block, or a mark and what belongs to it. */
  function showBlock(block) {
    const r = ribbons.find((x) => x.block === block && x.shown);
    if (r) return show(r.a.top, r.b.top);
    const y = {};
    for (const side of SIDES) y[side] = pieces[side].find((e) => e.block === block && !e.repeat)?.top ?? null;
    show(y.a, y.b);
  }
  function topOf(mark) {
    const piece = mark.closest('.piece');
    const entry = entryOf.get(piece);
    if (!entry) return null;
    return entry.top + (mark.getBoundingClientRect().top - piece.getBoundingClientRect().top);
  }
  function showMarks(marks) {
    const y = { a: null, b: null };
    let block = null;
    for (const mark of marks) {
      const entry = entryOf.get(mark.closest('.piece'));
      if (!entry || entry.repeat) continue;
      block = entry.block;
      if (y[entry.side] === null) y[entry.side] = topOf(mark);
    }
    if (y.a !== null && y.b !== null) return show(y.a, y.b);
    const side = y.a !== null ? 'a' : 'b';
    const r = ribbons.find((x) => x.block === block && x.shown);
    if (r) y[other[side]] = r[other[side]].top + (y[side] - r[side].top) * Math.min(1, (r[other[side]].bottom - r[other[side]].top) / Math.max(1, r[side].bottom - r[side].top));
    show(y.a, y.b);
  }

  // Ribbons: as many paths as there are on screen, used again and again.
  const pool = [];
  let lit = null;
  function visible() {
    const found = new Set();
    for (const side of SIDES) {
      const top = pane[side].scrollTop;
      const bottom = top + size[side].view;
      const list = byPlace[side];
      let low = 0;
      let high = list.length;
      while (low < high) {
        const mid = (low + high) >> 1;
        if (list[mid][side].bottom < top) low = mid + 1; else high = mid;
      }
      // A ribbon before may reach further down; groups of one side hardly overlap, so a few steps back are enough.
      for (let at = Math.max(0, low - 3); at < list.length && list[at][side].top < bottom; at++) {
        if (list[at][side].bottom >= top) found.add(list[at]);
      }
    }
    return found;
  }
  function draw() {
    if (!paned) return;
    const { width, swapped } = frame;
    const [left, right] = swapped ? ['b', 'a'] : ['a', 'b'];
    const up = { a: pane.a.scrollTop, b: pane.b.scrollTop };
    const height = size.a.view;
    let used = 0;
    for (const r of visible()) {
      const item = pool[used] || newItem();
      used += 1;
      const y = [r[left].top - up[left], r[left].bottom - up[left], r[right].top - up[right], r[right].bottom - up[right]].map(Math.round);
      const m = width / 2;
      put(item.path, 'd', `M0 ${y[0]}C${m} ${y[0]} ${m} ${y[2]} ${width} ${y[2]}V${y[3]}C${m} ${y[3]} ${m} ${y[1]} 0 ${y[1]}Z`);
      put(item.path, 'class', `ribbon ${r.kind}${lit === r.block ? ' lit' : ''}`);
      put(item.path, 'data-block', String(r.block));
      let words = '';
      let at = m;
      let anchor = (Math.max(y[0], 0) + Math.min(y[1], height) + Math.max(y[2], 0) + Math.min(y[3], height)) / 4;
      if (r.moved) {
        const leftIn = y[1] > 0 && y[0] < height;
        const rightIn = y[3] > 0 && y[2] < height;
        if (leftIn && rightIn) words = `${r.to[0]} ⇄ ${r.to[1]}`;
        else if (leftIn) { words = `to ${right.toUpperCase()}${r.to[right === 'a' ? 0 : 1]}`; at = width * 0.3; anchor = Math.max(y[0], 0) + 12; }
        else { words = `from ${left.toUpperCase()}${r.to[left === 'a' ? 0 : 1]}`; at = width * 0.64; anchor = Math.max(y[2], 0) + 12; }
      } else if (r.facts) {
        words = '!';
      }
      if (item.words.data !== words) item.words.data = words;
      if (words) {
        put(item.text, 'class', r.moved ? '' : 'sign');
        put(item.text, 'transform', `translate(${Math.round(at)} ${Math.round(Math.max(14, Math.min(height - 8, anchor + 4)))})`);
      }
    }
    for (let at = used; at < pool.length; at++) {
      put(pool[at].path, 'd', '');
      if (pool[at].words.data) pool[at].words.data = '';
    }
    for (const side of SIDES) {
      const y = (up[side] / size[side].all) * 1000;
      put(views[side], 'y', y.toFixed(1));
      put(views[side], 'height', Math.max(4, (size[side].view / size[side].all) * 1000).toFixed(1));
    }
  }
  const put = (item, name, value) => { if (item.getAttribute(name) !== value) item.setAttribute(name, value); };
  const ribbonLayer = svg('g', {});
  const textLayer = svg('g', {});
  gutter.append(ribbonLayer, textLayer);
  function newItem() {
    // The text node stays the same: nodes that come and go make the browser match its rules anew over the whole page.
    const item = { path: svg('path', {}), text: svg('text', {}), words: document.createTextNode('') };
    item.text.append(item.words);
    ribbonLayer.append(item.path);
    textLayer.append(item.text);
    pool.push(item);
    return item;
  }
  gutter.addEventListener('click', (event) => {
    const block = event.target.dataset?.block;
    if (block) showBlock(Number(block));
  });
  function light(block) {
    if (block === lit) return;
    for (const side of SIDES) for (const e of pieces[side]) {
      if (e.block === lit) e.piece.classList.remove('lit');
      if (e.block === block) e.piece.classList.add('lit');
    }
    lit = block;
    draw();
  }
  gutter.addEventListener('pointerover', (event) => light(event.target.dataset?.block ? Number(event.target.dataset.block) : null));
  gutter.addEventListener('pointerleave', () => light(null));

  // The map: both stories as strips, lines between them.
  const views = { a: svg('rect', { class: 'view' }), b: svg('rect', { class: 'view' }) };
  const STRIP = { a: [6, 26], b: [74, 26] };
  function drawMap() {
    const strip = frame.swapped ? { a: STRIP.b, b: STRIP.a } : STRIP;
    map.setAttribute('viewBox', '0 0 106 1000');
    const scale = { a: 1000 / size.a.all, b: 1000 / size.b.all };
    const shapes = new Map();
    const add = (kind, d) => shapes.set(kind, (shapes.get(kind) || '') + d);
    for (const side of SIDES) {
      for (const e of pieces[side]) {
        if (e.bottom <= e.top) continue;
        const kind = ['only-a', 'only-b', 'facts'].find((c) => e.piece.classList.contains(c)) ||
          (e.row.classList.contains('edited') || e.row.classList.contains('rewritten') ? 'edited' : 'all');
        const y = e.top * scale[side];
        const h = Math.max(1.5, (e.bottom - e.top) * scale[side] - 1);
        add(kind, `M${strip[side][0]} ${y.toFixed(1)}h${strip[side][1]}v${h.toFixed(1)}h-${strip[side][1]}z`);
      }
      views[side].setAttribute('x', strip[side][0] - 4);
      views[side].setAttribute('width', strip[side][1] + 8);
    }
    for (const r of ribbons) {
      if (!r.shown) continue;
      const [left, right] = frame.swapped ? ['b', 'a'] : ['a', 'b'];
      const y = (side) => (((r[side].top + r[side].bottom) / 2) * scale[side]).toFixed(1);
      add(r.moved ? 'line moved' : 'line', `M${strip[left][0] + strip[left][1]} ${y(left)}L${strip[right][0]} ${y(right)}`);
    }
    map.replaceChildren(...[...shapes].map(([kind, d]) => svg('path', { class: kind, d })), views.a, views.b);
  }
  map.addEventListener('click', (event) => {
    const box = map.getBoundingClientRect();
    const onLeft = event.clientX - box.left < box.width / 2;
    const side = onLeft === frame.swapped ? 'b' : 'a';
    pane[side].scrollTop = ((event.clientY - box.top) / box.height) * size[side].all - size[side].view / 2;
  });

  let resized = 0;
  const watcher = new ResizeObserver(() => {
    cancelAnimationFrame(resized);
    resized = requestAnimationFrame(measure);
  });
  watcher.observe(pane.a);
  watcher.observe(pane.b);
  document.fonts?.ready.then(measure);
  lock.addEventListener('change', () => {
    slack.left = 0;
    if (lock.checked) onScroll('a');
  });

  /** Puts B left of A, or back; what is read and tabbed through follows what is seen. */
  function swap(on) {
    const top = { a: pane.a.scrollTop, b: pane.b.scrollTop };
    document.body.classList.toggle('swapped', on);
    box.replaceChildren(map, on ? pane.b : pane.a, gutter, on ? pane.a : pane.b);
    for (const side of SIDES) pane[side].scrollTop = top[side];
    measure();
  }

  return { set, measure, swap, show, showBlock, showMarks, openRun, pane, pieces, ribbons, isOn: () => paned, entryOf };
})();
