// The details of one cluster, made when it is opened: why its lead leads, when each paragraph first appeared, the members
// against the lead, and any two members side by side. Nothing is compared here: it lays out what the scan found.
'use strict';
const clusterView = (() => {
  const { el, svg } = wirediff;
  const BOILERPLATE = 4;
  const TEMPLATE = 8;
  const QUOTED = 16;
  const MEMBERS = 200;
  const ROWS = 80;
  const BOXES = 240;
  const comma = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
  const percent = (thousandths) => Math.floor(thousandths / 10) + '%';
  const bdi = (text) => el('bdi', {}, text);

  /** A story by its number, with names for the places of its array. */
  function story(data, number) {
    const [id, outlet, headline, url, time, seconds, words, paragraphs] = data.stories[number];
    return { id, outlet: outlet < 0 ? '' : data.outlets[outlet], headline, url, time, seconds, words, paragraphs };
  }

  const members = (data, cluster) => cluster.m.map((number) => story(data, number));
  const named = (s) => (s.outlet ? [bdi(s.outlet), ' (', bdi(s.id), ')'] : [bdi(s.id)]);

  function bar(thousandths, side) {
    const whole = Math.floor(thousandths / 10);
    return el('span', { class: 'share' },
      svg('svg', { class: 'bar ' + side, viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        svg('rect', { class: 'track', width: 100, height: 8 }),
        svg('rect', { class: 'fill', width: whole, height: 8 })),
      el('span', {}, whole + '%'));
  }

  function why(data, cluster, stories) {
    const lead = stories[cluster.l];
    const section = el('section', { class: 'why' }, el('h4', {}, 'Lead: ', ...named(lead)));
    if (!cluster.e.length) {
      section.append(el('p', {}, 'Order alone: nothing tells who came first.'));
      return section;
    }
    const list = el('ul');
    for (const [kind, number, text] of cluster.e) {
      const other = number >= 0 && number !== cluster.m[cluster.l];
      const whose = other ? [' (for ', bdi(story(data, number).id), ')'] : [];
      list.append(el('li', {}, el('span', { class: 'kind' }, kind), ' ', bdi(text), ...whose));
    }
    section.append(list);
    return section;
  }

  // A member has fewer paragraphs than this, so that one number names a place: a member and a paragraph.
  const WIDE = 1e6;
  const memberOf = (place) => Math.floor(place / WIDE);

  /** The counted matches as neighbours: for each place those of other members that are matched with it, best score first. */
  function neighbours(cluster) {
    const near = new Map();
    const add = (from, to, score) => {
      if (!near.has(from)) near.set(from, []);
      near.get(from).push({ to, score });
    };
    for (const [a, b, , flat] of cluster.p) {
      for (let i = 0; i < flat.length; i += 4) {
        if (flat[i + 3] & (BOILERPLATE | TEMPLATE)) continue;
        const [left, right] = [a * WIDE + flat[i], b * WIDE + flat[i + 1]];
        add(left, right, flat[i + 2]);
        add(right, left, flat[i + 2]);
      }
    }
    for (const list of near.values()) list.sort((x, y) => y.score - x.score || x.to - y.to);
    return near;
  }

  /**
   * Which members have which paragraph. A paragraph of the lead has a row of its own: those matched with it, and those
   * that are matched only with one of these. What the lead does not have makes a row for each group of matched paragraphs.
   */
  function strands(cluster) {
    const near = neighbours(cluster);
    const places = [...near.keys()].sort((x, y) => x - y);
    const own = places.filter((place) => memberOf(place) === cluster.l);
    const rows = new Map(own.map((place) => [place, new Set([cluster.l])]));
    const rowsOf = new Map(own.map((place) => [place, [place]]));
    let edge = own;
    while (edge.length) {
      const reached = new Map();
      for (const place of edge) {
        for (const { to, score } of near.get(place)) {
          if (rowsOf.has(to)) continue;
          const found = reached.get(to) || { score: -1, rows: [] };
          if (memberOf(place) === cluster.l) found.rows.push(place);
          else if (score > found.score) Object.assign(found, { score, rows: rowsOf.get(place) });
          reached.set(to, found);
        }
      }
      for (const [place, found] of reached) {
        rowsOf.set(place, found.rows);
        for (const row of found.rows) rows.get(row).add(memberOf(place));
      }
      edge = [...reached.keys()].sort((x, y) => x - y);
    }
    const out = [...rows].map(([place, who]) => ({ who: inOrder(who), label: `lead ¶${place % WIDE}`, lead: true }));
    for (const start of places) {
      if (rowsOf.has(start)) continue;
      const who = new Set();
      const stack = [start];
      rowsOf.set(start, []);
      while (stack.length) {
        const place = stack.pop();
        who.add(memberOf(place));
        for (const { to } of near.get(place)) {
          if (!rowsOf.has(to)) {
            rowsOf.set(to, []);
            stack.push(to);
          }
        }
      }
      out.push({ who: inOrder(who), label: `${memberOf(start) + 1}: ¶${start % WIDE}`, lead: false });
    }
    return out;
  }

  const inOrder = (set) => [...set].sort((x, y) => x - y);

  /** Where members stand from left to right: by time, or evenly by order where times are missing or all the same. */
  function scale(stories, from, to) {
    const known = stories.map((s) => s.seconds).filter((s) => s !== null);
    const [first, last] = known.reduce(([a, b], s) => [Math.min(a, s), Math.max(b, s)], [Infinity, -Infinity]);
    if (known.length === stories.length && last > first) {
      const x = (seconds) => from + ((seconds - first) / (last - first)) * (to - from);
      return { at: (member) => x(stories[member].seconds), ticks: ticks(first, last, (to - from) / 70).map((t) => [x(t), clock(t, last - first)]) };
    }
    const step = stories.length > 1 ? (to - from) / (stories.length - 1) : 0;
    const each = Math.max(1, Math.ceil(stories.length / ((to - from) / 40)));
    const marks = stories.map((s, i) => [from + i * step, String(i + 1)]).filter((m, i) => i % each === 0);
    return { at: (member) => from + member * step, ticks: marks, ordered: true };
  }

  function ticks(first, last, most) {
    const steps = [300, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000, 315360000];
    const step = steps.find((s) => (last - first) / s <= most) || steps[steps.length - 1] * 10;
    const out = [];
    for (let t = Math.ceil(first / step) * step; t <= last && out.length < 50; t += step) out.push(t);
    return out.length ? out : [first];
  }

  function clock(seconds, span) {
    const made = new Date(seconds * 1000);
    if (Number.isNaN(made.getTime())) return '';
    const iso = made.toISOString();
    if (span > 3 * 86400 || iso.slice(11, 16) === '00:00') return span > 200 * 86400 ? iso.slice(0, 10) : iso.slice(5, 10);
    return iso.slice(11, 16);
  }

  /** One row per paragraph, one mark per member that has it; the filled mark is the first. */
  function timeLine(stories, rows, width) {
    const [left, right, top, row] = [88, 22, 46, 20];
    const height = top + rows.length * row + 8;
    const { at, ticks: marks } = scale(stories, left, width - right);
    const picture = svg('svg', { class: 'chart time', role: 'img', width, height, viewBox: `0 0 ${width} ${height}`,
      'aria-label': `${rows.length} paragraphs by the time of their first appearance; the table below says the same` });
    let free = -Infinity;
    for (const [x, label] of marks) {
      picture.append(svg('line', { class: 'grid', x1: x, x2: x, y1: 18, y2: height - 4 }));
      const half = label.length * 3.4;
      const middle = Math.min(Math.max(x, half), width - half);
      if (middle - half < free) continue;
      free = middle + half + 6;
      picture.append(svg('text', { class: 'quiet', x: middle, y: 12, 'text-anchor': 'middle' }, label));
    }
    picture.append(svg('text', { x: 0, y: 36 }, 'stories'));
    marked(picture, stories, stories.map((_, i) => i), at, 32);
    rows.forEach((strand, i) => {
      const y = top + i * row + row / 2;
      picture.append(svg('text', { x: 0, y: y + 4, class: strand.lead ? false : 'quiet' }, strand.label));
      const xs = strand.who.map(at);
      picture.append(svg('line', { class: 'reach', x1: Math.min(...xs), x2: Math.max(...xs), y1: y, y2: y }));
      marked(picture, stories, strand.who, at, y);
    });
    return picture;
  }

  /** Marks of members on one line; those too near to each other are one mark with their number. */
  function marked(picture, stories, who, at, y) {
    const spots = [];
    for (const member of [...who].sort((a, b) => at(a) - at(b) || a - b)) {
      const x = at(member);
      const last = spots[spots.length - 1];
      if (last && x - last.x < 9) last.who.push(member);
      else spots.push({ x, who: [member] });
    }
    const first = who.reduce((a, b) => (at(b) < at(a) || (at(b) === at(a) && b < a) ? b : a));
    spots.forEach((spot, i) => { spot.room = (i + 1 < spots.length ? spots[i + 1].x : Infinity) - spot.x; });
    for (const spot of spots.reverse()) {
      const names = spot.who.slice(0, 12).map((m) => `${m + 1} ${stories[m].outlet || stories[m].id} ${stories[m].time}`);
      if (spot.who.length > 12) names.push(`and ${spot.who.length - 12} more`);
      picture.append(svg('circle', { class: spot.who.includes(first) ? 'first' : 'later', cx: spot.x, cy: y, r: 5 },
        svg('title', {}, names.join('\n'))));
      if (spot.who.length > 1 && spot.room > 32) picture.append(svg('text', { x: spot.x + 7, y: y + 4, class: 'quiet' }, '×' + spot.who.length));
    }
  }

  /** Draws again whenever the width of its place changes. */
  const watch = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const width = Math.max(280, Math.floor(contentRect.width));
      if (target.drawn !== width && contentRect.width > 0) {
        target.drawn = width;
        target.replaceChildren(target.draw(width));
      }
    }
  });

  function drawing(draw) {
    const holder = el('div', { class: 'drawing' });
    holder.draw = draw;
    watch.observe(holder);
    return holder;
  }

  function appearance(stories, cluster) {
    const all = strands(cluster);
    if (!all.length) return [];
    const shown = all.slice(0, ROWS);
    const ordered = scale(stories, 0, 1).ordered;
    const axis = ordered
      ? 'Times are missing or all the same: from left to right in the order of the members; nothing tells who was first. '
      : 'From left to right by time of publication (UTC). The filled mark is the first story that has the paragraph. ';
    const table = el('table', {}, el('thead', {}, el('tr', {}, ...['paragraph', 'first in', 'time', 'stories'].map((t) => el('th', { scope: 'col' }, t)))));
    const rows = el('tbody');
    for (const strand of all) {
      const first = strand.who[0];
      rows.append(el('tr', {}, el('th', { scope: 'row' }, strand.label),
        el('td', {}, `${first + 1} `, bdi(stories[first].outlet || stories[first].id)), el('td', {}, stories[first].time),
        el('td', { class: 'n' }, comma(strand.who.length))));
    }
    table.append(rows);
    return [
      el('h4', {}, 'First appearance of each paragraph'),
      el('p', { class: 'legend' }, axis +
        (all.length > ROWS ? `The first ${ROWS} of ${all.length} are drawn.` : '')),
      drawing((width) => timeLine(stories, shown, width)),
      el('details', { class: 'same' }, el('summary', {}, 'The same as a table'), table),
    ];
  }

  function headed(s) {
    const id = s.url
      ? el('a', { class: 'id', href: s.url, rel: 'noopener noreferrer nofollow' }, bdi(s.id))
      : el('span', { class: 'id' }, bdi(s.id));
    return s.headline ? [bdi(s.headline), ' ', id] : [id];
  }

  function memberRow(cluster, stories, i, n) {
    const s = stories[i];
    const lead = i === cluster.l;
    const row = el('tr', { class: lead ? 'lead' : false },
      el('td', { class: 'n' }, String(i + 1)), el('td', {}, s.time), el('td', {}, bdi(s.outlet)),
      el('th', { scope: 'row' }, ...headed(s)), el('td', { class: 'n' }, comma(s.words)));
    const against = cluster.v[i];
    if (lead) row.append(el('td', { colspan: 5 }, 'the lead'));
    else if (!against) row.append(el('td', { colspan: 5 }, 'shares nothing with the lead itself'));
    else {
      row.append(el('td', {}, bar(against[0], 'a')), el('td', {}, bar(against[1], 'b')),
        el('td', { class: 'n' }, comma(against[2])), el('td', { class: 'n' }, comma(against[3])),
        el('td', {}, el('a', { href: `#c${n}-p-${Math.min(cluster.l, i) + 1}-${Math.max(cluster.l, i) + 1}` },
          'pair', el('span', { class: 'vh' }, ` of ${i + 1} and the lead`))));
    }
    return row;
  }

  function memberTable(cluster, stories, n) {
    const names = ['#', 'published', 'outlet', 'story', 'words', 'keeps', 'from lead', 'not here', 'only here', 'side by side'];
    const numeric = new Set([0, 4, 7, 8]);
    const head = el('tr', {}, ...names.map((t, i) => el('th', { scope: 'col', class: numeric.has(i) ? 'n' : false }, t)));
    const rows = el('tbody');
    const add = (from, to) => { for (let i = from; i < to; i += 1) rows.append(memberRow(cluster, stories, i, n)); };
    add(0, Math.min(MEMBERS, stories.length));
    const parts = [el('h4', {}, 'Members'), el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Members of cluster ${n}` },
      el('table', { class: 'members' }, el('thead', {}, head), rows))];
    if (stories.length > MEMBERS) {
      const button = el('button', { type: 'button' }, `Show the other ${comma(stories.length - MEMBERS)}`);
      button.addEventListener('click', () => { add(MEMBERS, stories.length); button.remove(); });
      parts.push(button);
    }
    return parts;
  }

  function contained(data, cluster) {
    if (!cluster.i.length) return [];
    const list = el('ul');
    for (const [inner, outer, share, part] of cluster.i) {
      list.append(el('li', {}, ...named(story(data, inner)), ' contained in ', ...named(story(data, outer)),
        `: ${percent(share)} of it, which is ${percent(part)} there`));
    }
    return [el('h4', {}, 'Contained'), list];
  }

  const flags = (how) => [[BOILERPLATE, 'boilerplate'], [TEMPLATE, 'template'], [QUOTED, 'quoted']].filter(([bit]) => how & bit).map(([, word]) => word);

  /** Which paragraph went where, as a picture. */
  function ribbons(data, a, b, flat, width) {
    const [box, row, top] = [56, 20, 22];
    const most = (at) => { let n = 0; for (let i = at; i < flat.length; i += 4) n = Math.max(n, flat[i]); return n; };
    const counts = [Math.max(a.story.paragraphs, most(0)), Math.max(b.story.paragraphs, most(1))];
    const height = top + Math.max(...counts) * row;
    const picture = svg('svg', { class: 'chart ribbons', role: 'img', width, height, viewBox: `0 0 ${width} ${height}`,
      'aria-label': `${flat.length / 4} paragraph matches; the table says the same` });
    picture.append(svg('text', { x: 0, y: 12 }, `story ${a.n}`), svg('text', { x: width, y: 12, 'text-anchor': 'end' }, `story ${b.n}`));
    const middle = (paragraph) => top + (paragraph - 1) * row + row / 2;
    const held = [new Set(), new Set()];
    for (let i = 0; i < flat.length; i += 4) {
      const [left, right, score, how] = flat.slice(i, i + 4);
      held[0].add(left);
      held[1].add(right);
      const [y1, y2, mid] = [middle(left), middle(right), width / 2];
      const kind = data.kinds[how & 3];
      const uncounted = how & (BOILERPLATE | TEMPLATE) ? ' uncounted' : '';
      picture.append(svg('path', { class: `ribbon ${kind}${uncounted}`, d: `M${box} ${y1} C${mid} ${y1} ${mid} ${y2} ${width - box} ${y2}` },
        svg('title', {}, `¶${left} and ¶${right}: ${kind}, S ${score}`)));
    }
    counts.forEach((count, side) => {
      for (let paragraph = 1; paragraph <= count; paragraph += 1) {
        const [x, y] = [side ? width - box : 0, middle(paragraph)];
        picture.append(
          svg('rect', { class: `box${held[side].has(paragraph) ? ' held' : ''}${side ? ' right' : ''}`, x, y: y - 8, width: box, height: 16, rx: 3 }),
          svg('text', { x: x + box / 2, y: y + 4, 'text-anchor': 'middle' }, '¶' + paragraph));
      }
    });
    return picture;
  }

  /** What two members have in common. */
  function pairView(data, cluster, stories, i, j) {
    const [a, b] = [{ n: i + 1, story: stories[i] }, { n: j + 1, story: stories[j] }];
    const found = cluster.p.find((p) => p[0] === i && p[1] === j);
    if (!found) return [el('p', {}, `Stories ${a.n} and ${b.n} share nothing that was looked at; they are in one cluster by way of others.`)];
    const [, , link, flat] = found;
    const out = [];
    if (link) {
      const [ca, cb, relation, direction, onlyA, onlyB] = link;
      out.push(el('p', {}, el('span', { class: 'tag' }, data.relations[relation]),
        ` ${percent(ca)} of story ${a.n} stands in ${b.n}, ${percent(cb)} of ${b.n} in ${a.n}; ` +
        `${comma(onlyA)} words only in ${a.n}, ${comma(onlyB)} only in ${b.n}. Who came first: ${data.directions[direction]}.`));
    }
    const plain = /^[\w.:~-]+$/;
    if (plain.test(a.story.id) && plain.test(b.story.id)) {
      out.push(el('p', {}, 'Word for word: ', el('code', {}, `wirediff compare FEED#${a.story.id} FEED#${b.story.id} --format html -o pair.html`)));
    }
    if (!flat.length) return out;
    const names = [`¶ of ${a.n}`, `¶ of ${b.n}`, 'how', 'S'];
    const rows = el('tbody');
    for (let k = 0; k < flat.length; k += 4) {
      const marks = flags(flat[k + 3]);
      rows.append(el('tr', {}, el('td', { class: 'n' }, String(flat[k])), el('td', { class: 'n' }, String(flat[k + 1])),
        el('td', {}, [data.kinds[flat[k + 3] & 3], ...marks].join(', ')), el('td', { class: 'n' }, String(flat[k + 2]))));
    }
    const table = el('table', { class: 'matches' },
      el('thead', {}, el('tr', {}, ...names.map((t, k) => el('th', { scope: 'col', class: k === 2 ? false : 'n' }, t)))), rows);
    const small = Math.max(a.story.paragraphs, b.story.paragraphs) <= BOXES;
    out.push(el('div', { class: 'both' }, small ? drawing((width) => ribbons(data, a, b, flat, width)) : null, table));
    return out;
  }

  function option(s, i) {
    const name = [s.outlet, s.headline || s.id].filter(Boolean).join(': ');
    return el('option', { value: i }, `${i + 1} ${name.length > 70 ? name.slice(0, 69) + '…' : name}`);
  }

  /** Two menus that choose the pair, and the pair. */
  function pairs(data, cluster, stories, n) {
    const chooser = (label) => {
      const select = el('select', {}, ...stories.map(option));
      return [select, el('label', {}, label + ' ', select)];
    };
    const [[left, leftLabel], [right, rightLabel]] = [chooser('Story'), chooser('beside')];
    const view = el('div', { class: 'view' });
    const section = el('section', { class: 'pair', 'aria-label': `Two stories of cluster ${n}`, id: `c${n}-pair` },
      el('h4', {}, 'Side by side'), el('form', {}, leftLabel, rightLabel), view);
    const show = (i, j) => {
      left.value = String(i);
      right.value = String(j);
      const same = i === j;
      view.replaceChildren(...(same ? [el('p', {}, 'Choose two different stories.')] : pairView(data, cluster, stories, Math.min(i, j), Math.max(i, j))));
    };
    const changed = () => {
      const [i, j] = [Number(left.value), Number(right.value)];
      show(i, j);
      if (i !== j) history.replaceState(null, '', `#c${n}-p-${i + 1}-${j + 1}`);
    };
    left.addEventListener('change', changed);
    right.addEventListener('change', changed);
    const other = cluster.v.findIndex((v, i) => v && i !== cluster.l);
    show(cluster.l, other >= 0 ? other : (cluster.l ? 0 : 1) % stories.length);
    section.show = show;
    return section;
  }

  /** Everything below the headline of cluster `n` (from 1). */
  function body(data, n) {
    const cluster = data.clusters[n - 1];
    const stories = members(data, cluster);
    return el('div', { class: 'body' }, why(data, cluster, stories), ...appearance(stories, cluster),
      ...memberTable(cluster, stories, n), pairs(data, cluster, stories, n), ...contained(data, cluster));
  }

  return { body, story, comma };
})();
