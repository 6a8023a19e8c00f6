/* A link that copies its address where it can; without script, or another way to open it, a plain link. */
(() => {
  'use strict';
  const SHOWN = 2500;
  /* Browsers give their clipboard to https only, and many an office's network has none. */
  const byHand = (text) => {
    const box = Object.assign(document.createElement('textarea'), { value: text, className: 'sr-only', readOnly: true });
    document.body.append(box);
    box.select();
    const done = document.execCommand('copy');
    box.remove();
    return done;
  };
  const copied = async (text) => {
    try { await navigator.clipboard.writeText(text); return true; } catch { return byHand(text); }
  };
  document.querySelectorAll('[data-copy]').forEach((link) => {
    const label = link.querySelector('[data-copy-label]');
    const status = link.nextElementSibling;
    let later;
    link.setAttribute('role', 'button');
    label.textContent = link.dataset.copy;
    const copy = async () => {
      const done = await copied(link.href);
      link.focus();
      label.textContent = done ? link.dataset.copied : link.dataset.copy;
      status.textContent = done ? link.dataset.copied : link.dataset.failed;
      if (!done) window.prompt(link.dataset.failed, link.href);
      clearTimeout(later);
      later = setTimeout(() => { label.textContent = link.dataset.copy; status.textContent = ''; }, SHOWN);
    };
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      copy();
    });
    link.addEventListener('keydown', (event) => { if (event.key === ' ') { event.preventDefault(); copy(); } });
  });
})();
