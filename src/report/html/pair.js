// The page of two stories: parts, switches, the list of changes, keys and finding.
'use strict';
(() => {
  const { key, escape, announce, help } = wirediff;
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const wide = matchMedia('(min-width: 761px)');
  const box = { style: wirediff.box('show-style'), facts: wirediff.box('facts-only'), fold: wirediff.box('fold'), lock: byId('lock'), aligned: byId('aligned') };

  // Panes where there is room for them, rows elsewhere and on paper.
  let printing = false;
  const layout = () => panes.set(wide.matches && !box.aligned.checked && !printing);
  wide.addEventListener('change', layout);
  box.aligned.addEventListener('change', () => { layout(); if (here) go(here, true); });
  addEventListener('beforeprint', () => { printing = true; layout(); });
  addEventListener('afterprint', () => { printing = false; layout(); });

  // Parts: the text, or one of the ledgers, where the window holds one at a time.
  const parts = [...document.querySelectorAll('.parts a')];
  function part(name) {
    root.dataset.view = name;
    // Whatever part is shown alone is the main one.
    for (const id of ['facts', 'quotes']) {
      if (id === name && wide.matches) byId(id).setAttribute('role', 'main'); else byId(id).removeAttribute('role');
    }
    for (const link of parts) {
      const on = link.hash.slice(1) === (name === 'text' ? 'main' : name);
      if (on) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
    }
    if (name === 'text') panes.measure();
  }

  // Going somewhere: a change, a block, a row of a ledger.
  let here = null;
  const lists = [...document.querySelectorAll('.changes li')];
  const entryOf = (id) => lists.find((li) => li.firstElementChild.hash === `#${id}`);
  const marksOf = (id) => [...document.querySelectorAll(`.piece [data-c="${id.slice(1)}"]`)];
  function clear() {
    for (const marked of document.querySelectorAll('.here')) marked.classList.remove('here');
  }
  function go(id, silent) {
    if (!id) return;
    if (id === 'main' || id === 'facts' || id === 'quotes') { part(id === 'main' ? 'text' : id); return; }
    const target = byId(id);
    if (!target) return;
    if (target.closest('.ledger')) {
      part(target.closest('.ledger').id);
      target.scrollIntoView({ block: 'center' });
      return;
    }
    if (!target.matches('.row, .piece, del, ins')) return;
    part('text');
    clear();
    here = id;
    const arrival = id.startsWith('to');
    const number = arrival ? Number(id.slice(2)) : Number(id.slice(1));
    const marks = id.startsWith('c') ? marksOf(id) : [];
    const row = marks.length ? marks[0].closest('.piece') : target;
    const run = marks.length ? panes.entryOf.get(row)?.run : target.dataset.run;
    if (run && box.fold.checked) panes.openRun(run);
    if (marks.length) for (const mark of marks) mark.classList.add('here');
    else {
      target.classList.add('here');
      for (const side of ['a', 'b']) for (const e of panes.pieces[side]) if (e.block === number) e.piece.classList.add('here');
    }
    if (panes.isOn()) {
      if (marks.length) panes.showMarks(marks); else panes.showBlock(number);
    } else {
      (marks[0] || target).scrollIntoView({ block: 'center', behavior: wirediff.calm() ? 'auto' : 'smooth' });
    }
    const entry = entryOf(id);
    if (entry) {
      entry.classList.add('here');
      if (panes.isOn()) {
        const aside = byId('changes');
        const [place, list] = [entry.getBoundingClientRect(), aside.getBoundingClientRect()];
        if (place.top < list.top + 100 || place.bottom > list.bottom) aside.scrollTop += place.top - list.top - list.height / 3;
      }
      if (!silent) announce(entry.textContent);
    } else if (!silent && target.getAttribute('aria-label')) {
      announce(target.getAttribute('aria-label'));
    }
    if (location.hash !== `#${id}`) history.replaceState(null, '', `#${id}`);
  }
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (link) {
      event.preventDefault();
      go(link.hash.slice(1));
      if (link.closest('.parts')) { history.replaceState(null, '', link.hash); announce(link.textContent); }
      return;
    }
    const mark = event.target instanceof Element ? event.target.closest('.piece [data-c]') : null;
    const style = mark && mark.classList.contains('st') && !box.style.checked;
    if (mark && !style && getSelection().isCollapsed) go(`c${mark.dataset.c}`);
  });
  addEventListener('hashchange', () => go(location.hash.slice(1)));

  // The list of changes.
  const kind = byId('by-kind');
  const facet = byId('by-facet');
  const shown = () => lists.filter((li) => li.offsetParent !== null || (!li.hidden && !panes.isOn()));
  const counts = document.querySelector('.list-head h2');
  const all = counts.textContent;
  function filter() {
    if (kind.value === 'style' && !box.style.checked) press(box.style, '', '')();
    let n = 0;
    for (const li of lists) {
      const fits = (!kind.value || li.dataset.kind === kind.value) &&
        (!facet?.value || (li.dataset.facets || '').split(' ').includes(facet.value));
      li.hidden = !fits;
      if (fits && (li.dataset.kind !== 'style' || box.style.checked)) n += 1;
    }
    const filtered = kind.value || facet?.value;
    counts.textContent = filtered ? `${n} of ${lists.length} entries` : all;
    if (filtered) announce(counts.textContent);
  }
  kind.addEventListener('change', filter);
  facet?.addEventListener('change', filter);

  // Steps: to the next or the one before, from where the reader is.
  function step(ids, way, what) {
    if (ids.length === 0) { announce(`no ${what}`); return; }
    const at = ids.indexOf(here);
    let next;
    if (at >= 0) next = at + way;
    else {
      const place = lists.findIndex((li) => li.firstElementChild.hash === `#${here}`);
      const places = ids.map((id) => lists.findIndex((li) => li.firstElementChild.hash === `#${id}`));
      next = way > 0 ? places.findIndex((p) => p > place) : places.findLastIndex((p) => p < place && p >= 0);
      if (next < 0) next = way > 0 ? 0 : ids.length - 1;
    }
    go(ids[(next + ids.length) % ids.length]);
  }
  const idsOf = (entries) => entries.map((li) => li.firstElementChild.hash.slice(1));
  const facts = () => [...new Set([...document.querySelectorAll('#facts tbody tr')].map((row) =>
    row.dataset.change ? `c${row.dataset.change}` : row.querySelector('.place a')?.hash.slice(1)).filter(Boolean))];

  const press = (input, on, off) => () => {
    input.checked = !input.checked;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    announce(input.checked ? on : off);
  };
  for (const input of [box.style, box.facts, box.fold]) {
    input.addEventListener('change', () => {
      if (input === box.fold && !input.checked) for (const open of document.querySelectorAll('.open')) open.classList.remove('open');
      panes.measure();
      if (here && panes.isOn()) go(here, true);
    });
  }
  function swap() {
    const on = !document.body.classList.contains('swapped');
    byId('swap').setAttribute('aria-pressed', String(on));
    panes.swap(on);
    announce(on ? 'B stands left' : 'A stands left');
  }
  byId('swap').addEventListener('click', swap);
  byId('swap').setAttribute('aria-pressed', 'false');
  byId('help-button').addEventListener('click', help);

  key('j', 'next change', () => step(idsOf(shown().filter((li) => li.dataset.kind !== 'move')), 1, 'changes'));
  key('k', 'change before', () => step(idsOf(shown().filter((li) => li.dataset.kind !== 'move')), -1, 'changes'));
  key('n', 'next fact', () => step(facts(), 1, 'facts'));
  key('p', 'fact before', () => step(facts(), -1, 'facts'));
  key('m', 'next moved block', () => step(idsOf(lists.filter((li) => li.dataset.kind === 'move')), 1, 'moved blocks'));
  key('f', 'fold equal paragraphs', press(box.fold, 'equal paragraphs folded', 'equal paragraphs unfolded'));
  key('s', 'show changes of style', press(box.style, 'changes of style shown', 'changes of style hidden'));
  key('x', 'swap the sides', swap);
  key('l', 'scroll both sides together', press(box.lock, 'both sides scroll together', 'each side scrolls by itself'));
  key('/', 'find in both stories', () => { part('text'); find.focus(); find.select(); });

  // Finding: marks laid over the text, no change of the page itself.
  const find = byId('find');
  const found = byId('found');
  let hits = [];
  let hit = -1;
  const canPaint = typeof Highlight === 'function' && CSS.highlights;
  function search() {
    hits = [];
    hit = -1;
    const wanted = find.value.trim().toLowerCase();
    if (wanted.length > 1) {
      for (const side of ['a', 'b']) for (const e of panes.pieces[side]) if (!e.repeat) inside(e.piece, wanted);
    }
    if (canPaint) {
      CSS.highlights.set('found', new Highlight(...hits));
      CSS.highlights.delete('found-here');
    }
    found.textContent = wanted.length > 1 ? String(hits.length) : '';
  }
  function inside(piece, wanted) {
    const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.matches('.vh, .n') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const nodes = [];
    let text = '';
    while (walker.nextNode() && hits.length < 2000) {
      nodes.push([text.length, walker.currentNode]);
      text += walker.currentNode.data;
    }
    const lower = text.toLowerCase();
    if (lower.length !== text.length) return;
    const place = (at, end) => {
      const i = nodes.findLastIndex(([start]) => (end ? start < at : start <= at));
      return [nodes[i][1], at - nodes[i][0]];
    };
    for (let at = lower.indexOf(wanted); at >= 0 && hits.length < 2000; at = lower.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(...place(at, false));
      range.setEnd(...place(at + wanted.length, true));
      hits.push(range);
    }
  }
  function nextHit(way) {
    if (hits.length === 0) { announce('nothing found'); return; }
    hit = (hit + way + hits.length) % hits.length;
    const range = hits[hit];
    if (canPaint) CSS.highlights.set('found-here', new Highlight(range));
    const piece = range.startContainer.parentElement.closest('.piece');
    const entry = panes.entryOf.get(piece);
    if (panes.isOn()) {
      const y = entry.top + range.getBoundingClientRect().top - piece.getBoundingClientRect().top;
      panes.show(entry.side === 'a' ? y : null, entry.side === 'b' ? y : null);
    } else {
      piece.scrollIntoView({ block: 'center' });
    }
    found.textContent = `${hit + 1} of ${hits.length}`;
    announce(`${hit + 1} of ${hits.length}, in ${entry.side.toUpperCase()}`);
  }
  find.addEventListener('input', search);
  find.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') { event.preventDefault(); nextHit(event.shiftKey ? -1 : 1); }
  });
  escape(() => {
    if (find.value) { find.value = ''; search(); return true; }
    if (root.dataset.view !== 'text' && panes.isOn()) { part('text'); return true; }
    if (here) { clear(); here = null; history.replaceState(null, '', location.pathname + location.search); return true; }
    return false;
  });

  layout();
  part('text');
  if (location.hash.length > 1) go(location.hash.slice(1), true);
})();
