'use strict';
// Filters, sorts, folds and jumps. Everything is on the page without it; nothing is loaded or sent.
(() => {
  const all = (selector, of = document) => Array.from(of.querySelectorAll(selector));
  const ja = document.documentElement.lang === 'ja';

  // Folding: what is folded is printed all the same.
  all('.fold').forEach((fold, at) => {
    const head = fold.querySelector('h4');
    const button = document.createElement('button');
    const inside = document.createElement('div');
    inside.className = 'folded';
    inside.id = 'fold-' + at;
    while (head.nextSibling) inside.append(head.nextSibling);
    fold.append(inside);
    button.type = 'button';
    button.className = 'folder';
    button.setAttribute('aria-controls', inside.id);
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const set = (open) => {
      inside.classList.toggle('is-open', open);
      button.setAttribute('aria-expanded', String(open));
    };
    set(false);
    button.addEventListener('click', () => set(!inside.classList.contains('is-open')));
  });

  // Filtering: a row or finding is shown if it has every word that was chosen.
  const apply = (form) => {
    const wanted = all('[data-key]', form).map((it) => [it.dataset.key, it.value.trim().toLowerCase()]);
    const items = Array.from(document.getElementById(form.dataset.of).children);
    let shown = 0;
    for (const item of items) {
      const fits = wanted.every(([key, value]) => {
        if (!value) return true;
        if (key === 'words') return item.textContent.toLowerCase().includes(value);
        return (item.dataset[key] || '').split(' ').includes(value);
      });
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    const output = form.querySelector('output');
    output.textContent = `${shown} / ${items.length} ${output.dataset.one}`;
  };
  const forms = all('form.filters');
  forms.forEach((form) => {
    form.hidden = false;
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', () => apply(form));
    form.addEventListener('reset', () => setTimeout(() => apply(form), 0));
    apply(form);
  });
  const findings = forms.find((form) => form.dataset.of === 'findings-list');

  // A party in the picture or on the first screen shows its findings.
  all('[data-party]').filter((it) => it.tagName.toLowerCase() === 'a').forEach((link) => {
    link.addEventListener('click', () => {
      if (!findings) return;
      findings.reset();
      findings.querySelector('[data-key=party]').value = link.dataset.party;
      apply(findings);
    });
  });

  // Sorting: a second press turns the order round; numbers before words.
  all('table[data-sortable]').forEach((table) => {
    const heads = all('thead th', table);
    heads.forEach((head, column) => {
      if (!head.dataset.sort) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sorter';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach((it) => it.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const value = (row) => {
          const cell = row.children[column];
          return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
        };
        const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b, document.documentElement.lang, { numeric: true }));
        const body = table.tBodies[0];
        const rows = Array.from(body.rows).map((row) => [value(row), row]);
        rows.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
        body.append(...rows.map(([, row]) => row));
      });
    });
  });

  // Jumping: what a link leads to is made visible, focused and marked.
  const jump = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    all('.is-target').forEach((it) => it.classList.remove('is-target'));
    const form = target.hidden && forms.find((it) => it.dataset.of === target.parentElement.id);
    if (form) form.reset();
    target.hidden = false;
    if (target.tabIndex === -1) {
      target.classList.add('is-target');
      target.focus({ preventScroll: true });
    }
    target.scrollIntoView({ block: target.tagName === 'LI' ? 'center' : 'start' });
  };
  addEventListener('hashchange', jump);
  if (location.hash) setTimeout(jump, 0);

  // What never changes is left out of the time line until it is asked for.
  all('input[data-quiet]').forEach((box) => {
    box.closest('p').hidden = false;
    const set = () => all('[data-quiet]', box.closest('section')).filter((it) => it !== box).forEach((it) => { it.hidden = !box.checked; });
    box.addEventListener('change', set);
    set();
  });

  // Remedies are ready to paste.
  if (navigator.clipboard) {
    all('.fold pre, #plan pre').forEach((pre) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = ja ? 'コピー' : 'Copy';
      button.addEventListener('click', () => {
        navigator.clipboard.writeText(pre.textContent).then(() => { button.textContent = ja ? 'コピーしました' : 'Copied'; }, () => {});
      });
      pre.after(button);
    });
  }
})();
