// The list of clusters: sorted, searched, made some hundred at a time; the details of a cluster when it is opened.
'use strict';
(() => {
  const { el, key, escape, announce } = wirediff;
  const data = wirediff.data();
  const list = document.getElementById('list');
  if (!data || !list) return;
  const { comma } = clusterView;
  const CHUNK = 100;
  const find = document.getElementById('find');
  const sort = document.getElementById('sort');
  const count = document.getElementById('count');
  const more = el('button', { type: 'button', class: 'more-rows', id: 'more' });

  /** What the list says and sorts by, for each cluster. */
  const facts = data.clusters.map((cluster, at) => {
    let [first, last, firstSeconds, lastSeconds] = ['', '', Infinity, -Infinity];
    const outlets = new Set();
    for (const number of cluster.m) {
      const s = data.stories[number];
      if (s[1] >= 0) outlets.add(s[1]);
      if (s[5] !== null && s[5] < firstSeconds) [first, firstSeconds] = [s[4], s[5]];
      if (s[5] !== null && s[5] > lastSeconds) [last, lastSeconds] = [s[4], s[5]];
    }
    const kept = cluster.v.filter(Boolean);
    const coverage = kept.length ? kept.reduce((sum, v) => sum + v[0], 0) / kept.length : 0;
    return { at, size: cluster.m.length, outlets: outlets.size, first, last, time: lastSeconds, coverage };
  });

  const orders = {
    size: (a, b) => b.size - a.size || a.at - b.at,
    time: (a, b) => (a.time === b.time ? a.at - b.at : b.time > a.time ? 1 : -1),
    outlets: (a, b) => b.outlets - a.outlets || b.size - a.size || a.at - b.at,
    coverage: (a, b) => b.coverage - a.coverage || a.at - b.at,
  };

  const folded = (text) => text.normalize('NFKC').toLowerCase();
  const haystacks = [];
  /** Everything that a cluster can be found by; made when first asked for. */
  function haystack(at) {
    if (haystacks[at] === undefined) {
      const parts = data.clusters[at].m.map((number) => {
        const s = clusterView.story(data, number);
        return [s.headline, s.outlet, s.id].join('\n');
      });
      haystacks[at] = folded(parts.join('\n'));
    }
    return haystacks[at];
  }

  let order = [];
  let made = 0;

  function title(at) {
    const cluster = data.clusters[at];
    const lead = clusterView.story(data, cluster.m[cluster.l]);
    return lead.headline || lead.id;
  }

  function meta(fact) {
    const parts = [`${comma(fact.size)} ${fact.size === 1 ? 'story' : 'stories'}`];
    if (fact.outlets) parts.push(`${comma(fact.outlets)} outlet${fact.outlets === 1 ? '' : 's'}`);
    if (fact.first) parts.push(fact.first === fact.last ? fact.first : `${fact.first} to ${fact.last}`);
    return parts.join(' · ');
  }

  function row(fact) {
    const details = el('details', {}, el('summary', {}, el('h3', {}, el('bdi', {}, title(fact.at))), el('span', { class: 'meta' }, meta(fact))));
    details.addEventListener('toggle', () => fill(details, fact.at + 1));
    return el('li', { class: 'cluster', id: `c${fact.at + 1}` }, details);
  }

  /** Makes the details of an open cluster, and takes away those of a closed one. */
  function fill(details, n) {
    const there = details.querySelector(':scope > .body');
    if (details.open && !there) details.append(clusterView.body(data, n));
    if (!details.open && there) there.remove();
  }

  function open(details, n) {
    details.open = true;
    fill(details, n);
  }

  function grow(to) {
    const end = Math.min(order.length, Math.max(to, made));
    const rows = document.createDocumentFragment();
    for (; made < end; made += 1) rows.append(row(order[made]));
    list.append(rows);
    const left = order.length - made;
    more.hidden = left === 0;
    more.textContent = `Show ${comma(Math.min(left, CHUNK))} more of ${comma(left)}`;
  }

  function show() {
    const terms = folded(find.value).split(/\s+/).filter(Boolean);
    order = facts.filter((fact) => terms.every((term) => haystack(fact.at).includes(term)));
    order.sort(orders[sort.value] || orders.size);
    list.replaceChildren();
    made = 0;
    grow(CHUNK);
    const all = `${comma(facts.length)} cluster${facts.length === 1 ? '' : 's'}`;
    count.textContent = terms.length ? `${comma(order.length)} of ${all}` : all;
  }

  const summaries = () => [...list.querySelectorAll(':scope > .cluster > details > summary')];
  const current = () => document.activeElement && document.activeElement.closest('.cluster');

  function step(by) {
    const rows = summaries();
    const here = current();
    const at = here ? rows.findIndex((s) => here.contains(s)) : (by > 0 ? -1 : rows.length);
    let next = at + by;
    if (next >= rows.length && made < order.length) {
      grow(made + CHUNK);
      next = at + by;
    }
    const target = summaries()[Math.min(Math.max(next, 0), made - 1)];
    if (target) {
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: 'nearest' });
    }
  }

  /** Opens what the address names: a cluster, or two of its members. */
  function follow() {
    const found = /^#c(\d+)(?:-p-(\d+)-(\d+))?$/.exec(location.hash);
    if (!found) return;
    const n = Number(found[1]);
    if (!(n >= 1 && n <= facts.length)) return;
    if (!order.some((fact) => fact.at === n - 1)) {
      find.value = '';
      show();
    }
    grow(order.findIndex((fact) => fact.at === n - 1) + 1);
    const item = document.getElementById(`c${n}`);
    const details = item.querySelector('details');
    open(details, n);
    let target = item;
    if (found[2]) {
      const size = data.clusters[n - 1].m.length;
      const [i, j] = [Number(found[2]) - 1, Number(found[3]) - 1];
      const pair = details.querySelector('.pair');
      if (i >= 0 && j >= 0 && i < size && j < size && i !== j && pair) {
        pair.show(i, j);
        target = pair;
      }
    }
    // The picture below gets its height first.
    requestAnimationFrame(() => target.scrollIntoView({ block: 'start' }));
  }

  key('j', 'next cluster', () => step(1));
  key('k', 'cluster before', () => step(-1));
  key('o', 'open or close the cluster, as Enter does', () => {
    const details = current() && current().querySelector('details');
    if (details) details.open = !details.open;
  });
  key('/', 'search', () => { find.focus(); find.select(); });
  key('s', 'sort by the next order', () => {
    sort.selectedIndex = (sort.selectedIndex + 1) % sort.options.length;
    show();
    announce(`sorted by ${sort.options[sort.selectedIndex].textContent}`);
  });
  escape(() => {
    if (find.value) {
      find.value = '';
      show();
      return true;
    }
    const item = current();
    const details = item && item.querySelector('details[open]');
    if (!details) return false;
    details.open = false;
    details.querySelector('summary').focus();
    return true;
  });

  let waiting = 0;
  find.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 80);
  });
  sort.addEventListener('change', show);
  find.form.addEventListener('submit', (event) => event.preventDefault());
  more.addEventListener('click', () => grow(made + CHUNK));
  new IntersectionObserver((entries) => {
    if (entries.some((e) => e.isIntersecting)) grow(made + CHUNK);
  }, { rootMargin: '600px' }).observe(more);
  window.addEventListener('hashchange', follow);

  const rest = document.getElementById('rest');
  if (rest) rest.remove();
  list.after(more);
  find.form.hidden = false;
  show();
  follow();
  // A print holds the details of what would stand there without scripts.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...list.querySelectorAll(':scope > .cluster > details:not([open])')].slice(0, 50);
    for (const details of opened) open(details, Number(details.parentElement.id.slice(1)));
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
})();
