/* What is wider than the screen scrolls by the arrow keys too, once it can take the focus. */
(() => {
  'use strict';
  const measure = new ResizeObserver((changes) => changes.forEach(({ target }) => {
    const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
    if (!scrolls) { target.removeAttribute('tabindex'); return; }
    target.tabIndex = 0;
    target.setAttribute('role', 'region');
    target.setAttribute('aria-label', (target.closest('section')?.querySelector('h2, h3') ?? document.querySelector('h1'))?.textContent.trim() ?? '');
  }));
  document.querySelectorAll('.lb-scroll').forEach((part) => measure.observe(part));
})();
