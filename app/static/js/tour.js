/* The tour of the first page: each step points at the first of its elements that is in sight. */
(() => {
  'use strict';
  const offer = document.querySelector('[data-tour]');
  const dialog = document.querySelector('.lb-tour');
  const [spot, card] = dialog.children;
  const [end, back, next] = dialog.querySelectorAll('[data-step]');
  const words = [next.textContent, next.dataset.last];
  const GAP = 12;
  const placed = (step) => step.at.map((selector) => document.querySelector(selector)).find((one) => one?.checkVisibility({ visibilityProperty: true }));
  const within = (value, most) => Math.max(GAP, Math.min(value, most - GAP));
  let steps = [];
  let at = 0;
  const place = () => {
    const target = placed(steps[at]);
    if (!target) return;
    target.scrollIntoView({ block: 'nearest' });
    const box = target.getBoundingClientRect();
    Object.assign(spot.style, { left: `${box.left - 4}px`, top: `${box.top - 4}px`, width: `${box.width + 8}px`, height: `${box.height + 8}px` });
    const [wide, high] = [card.offsetWidth, card.offsetHeight];
    let [left, top] = [box.left, box.bottom + GAP];
    if (top + high > innerHeight - GAP) top = box.top - high - GAP;
    if (top < GAP) [left, top] = [box.right + GAP, box.top];
    Object.assign(card.style, { left: `${within(left, innerWidth - wide)}px`, top: `${within(top, innerHeight - high)}px` });
  };
  const show = (step) => {
    at = step;
    dialog.querySelector('[data-at]').textContent = `${at + 1} / ${steps.length}`;
    dialog.querySelector('h2').textContent = steps[at].title;
    dialog.querySelector('h2 + p').textContent = steps[at].text;
    back.disabled = at === 0;
    next.textContent = words[Number(at === steps.length - 1)];
    end.hidden = at === steps.length - 1;
    place();
    next.focus();
  };
  const go = (step) => { if (step >= steps.length) dialog.close(); else if (step >= 0) show(step); };
  const begin = () => {
    steps = JSON.parse(offer.dataset.tour).filter(placed);
    if (!steps.length) return;
    dialog.showModal();
    show(0);
  };
  dialog.addEventListener('click', (event) => {
    const step = event.target.closest('[data-step]')?.dataset.step;
    if (step === 'end') dialog.close();
    else if (step) go(at + Number(step));
  });
  dialog.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && at + step < steps.length) go(at + step);
  });
  /* Seen to the end or left before: it isn't offered again; the help has it. */
  dialog.addEventListener('close', () => {
    const form = offer.querySelector('form');
    fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' }).catch(() => {});
    offer.hidden = true;
    document.getElementById('lb-main').focus({ preventScroll: true });
  });
  addEventListener('resize', () => { if (dialog.open) place(); });
  offer.querySelector('[data-tour-start]').addEventListener('click', (event) => { event.preventDefault(); begin(); });
  if ('begin' in offer.dataset) begin();
})();
