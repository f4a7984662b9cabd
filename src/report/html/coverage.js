// The page of several outlets: the pair view behind each cell, in a window over the matrix.
'use strict';
(() => {
  const { el, key, escape, announce, help } = wirediff;
  const byId = (id) => document.getElementById(id);
  const cells = [...document.querySelectorAll('.matrix a[data-blocks]')];
  let dialog = null;
  let at = -1;

  /** A copy of a row without the ids, which stay with the row itself. */
  function copy(row) {
    const made = row.cloneNode(true);
    for (const one of [made, ...made.querySelectorAll('[id]')]) one.removeAttribute('id');
    return made;
  }

  function open(cell) {
    at = cells.indexOf(cell);
    const outlet = cell.dataset.o;
    const column = cell.closest('td').cellIndex;
    const name = document.querySelector('.matrix thead tr').cells[column].textContent;
    if (!dialog) {
      const close = el('button', { type: 'button' }, 'Close');
      const before = el('button', { type: 'button' }, 'Cell above');
      const next = el('button', { type: 'button' }, 'Cell below');
      const whole = el('button', { type: 'button' }, 'Whole pair');
      dialog = el('dialog', { class: 'cell-view', 'aria-labelledby': 'cell-title' },
        el('div', { class: 'bar-top' }, el('h2', { id: 'cell-title' }), before, next, whole, close), el('div', { class: 'rows' }));
      close.addEventListener('click', () => dialog.close());
      before.addEventListener('click', () => step(-1));
      next.addEventListener('click', () => step(1));
      whole.addEventListener('click', () => { const to = cells[at].hash; dialog.close(); jump(to.slice(1)); });
      dialog.addEventListener('close', () => cells[at]?.focus());
      document.body.append(dialog);
    }
    const number = cell.closest('tr').cells[0].textContent;
    const title = /^\d+$/.test(number) ? `Paragraph ${number} and ${name}` : `Added by ${name}`;
    dialog.querySelector('h2').textContent = title;
    const found = cell.dataset.blocks.split(' ').map((block) => byId(`o${outlet}b${block}`)).filter(Boolean);
    dialog.querySelector('.rows').replaceChildren(...found.map(copy));
    if (!dialog.open) dialog.showModal();
    announce(title);
  }

  /** The next cell with something behind it in the same column. */
  function step(way) {
    const column = cells[at].closest('td').cellIndex;
    for (let next = at + way; next >= 0 && next < cells.length; next += way) {
      if (cells[next].closest('td').cellIndex === column) { open(cells[next]); return; }
    }
  }

  function jump(id) {
    const target = byId(id);
    if (!target) return;
    const details = target.closest('details');
    if (details) details.open = true;
    history.replaceState(null, '', `#${id}`);
    target.scrollIntoView({ block: 'start', behavior: wirediff.calm() ? 'auto' : 'smooth' });
  }

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.blocks) open(link);
    else { dialog?.close(); jump(link.hash.slice(1)); }
  });
  addEventListener('hashchange', () => jump(location.hash.slice(1)));
  const opened = [];
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details:not([open])')) { details.open = true; opened.push(details); }
  });
  addEventListener('afterprint', () => { for (const details of opened.splice(0)) details.open = false; });

  function move(way) {
    if (cells.length === 0) return;
    const focused = cells.indexOf(document.activeElement);
    const next = Math.max(0, Math.min(cells.length - 1, (focused < 0 ? at : focused) + way));
    cells[next].focus();
    at = next;
  }
  const style = wirediff.box('show-style');
  key('j', 'next cell', () => move(1));
  key('k', 'cell before', () => move(-1));
  key('s', 'show changes of style', () => {
    style.checked = !style.checked;
    style.dispatchEvent(new Event('change'));
    announce(style.checked ? 'changes of style shown' : 'changes of style hidden');
  });
  escape(() => false);
  byId('help-button').addEventListener('click', help);
  if (location.hash.length > 1) jump(location.hash.slice(1));
})();
