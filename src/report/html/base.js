// What all pages share: the data block, keys with their help, announcements, and elements made from text.
// Text of others is only ever set as textContent; nothing here reads HTML out of a string.
'use strict';
const wirediff = (() => {
  // The name of a vocabulary, not an address: joined, so that a search for addresses in a page finds none.
  const SVG = ['http', '//www.w3.org/2000/svg'].join(':');
  const root = document.documentElement;
  root.classList.add('scripted');

  /** The JSON of the data block; null where the page has none. */
  let read;
  function data() {
    if (read === undefined) {
      const block = document.getElementById('data');
      read = block ? JSON.parse(block.textContent) : null;
    }
    return read;
  }

  /** An element with classes, attributes and children; strings become text. */
  function el(name, attributes, ...children) {
    const made = document.createElement(name);
    set(made, attributes);
    made.append(...children.filter((c) => c !== null && c !== undefined));
    return made;
  }

  /** The same for SVG. */
  function svg(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    set(made, attributes);
    made.append(...children);
    return made;
  }

  function set(made, attributes) {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? '' : value);
    }
  }

  /** Says something to whoever listens instead of looks. */
  function announce(text) {
    const place = document.getElementById('announcer');
    if (place) place.textContent = text;
  }

  const keys = new Map();
  let onEscape = [];

  /** Gives a key its meaning; `what` stands in the help. */
  function key(name, what, action) {
    keys.set(name, { what, action });
  }

  /** Adds something that Esc leaves; it returns whether there was something to leave. */
  function escape(action) {
    onEscape = [action, ...onEscape];
  }

  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === 'INPUT' && !/^(checkbox|radio|button)$/.test(target.type)));

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      if (document.querySelector('dialog[open]')) return;
      if (typing(event.target)) event.target.blur();
      for (const action of onEscape) {
        if (action()) { event.preventDefault(); return; }
      }
      return;
    }
    if (typing(event.target) || document.querySelector('dialog[open]')) return;
    const found = keys.get(event.key) || keys.get(event.key.toLowerCase());
    if (found) {
      event.preventDefault();
      found.action(event);
    }
  });

  /** Opens the list of keys. */
  function help() {
    let dialog = document.getElementById('help');
    if (!dialog) {
      const list = el('dl');
      for (const [name, { what }] of keys) list.append(el('dt', {}, el('kbd', {}, name)), el('dd', {}, what));
      list.append(el('dt', {}, el('kbd', {}, 'Esc')), el('dd', {}, 'leave what is open'));
      const close = el('button', { type: 'button' }, 'Close');
      dialog = el('dialog', { id: 'help', 'aria-labelledby': 'help-title' },
        el('h2', { id: 'help-title' }, 'Keys'), list, close);
      close.addEventListener('click', () => dialog.close());
      document.body.append(dialog);
    }
    dialog.showModal();
  }
  key('?', 'show these keys', help);

  /** Ties a box to a class of the page, by which styles know it. */
  function box(id) {
    const input = document.getElementById(id);
    const follow = () => root.classList.toggle(id, input.checked);
    input.addEventListener('change', follow);
    follow();
    return input;
  }

  /** Whether movement is welcome. */
  const calm = matchMedia('(prefers-reduced-motion: reduce)');

  return { data, el, svg, announce, key, escape, help, box, calm: () => calm.matches };
})();
