// Streamlit puts what a button unfolds at the end of the page: Tab would get there only after everything else.
// From the button Tab leads into it, from its last field on to what follows the button, and Shift+Tab the same way back.
(() => {
  const stops = () => {
    const fields = [...document.querySelectorAll('[data-testid="stPopoverBody"] :is(a[href], button, input, textarea, summary, [tabindex])')];
    const chosen = new Set(fields.filter((one) => one.type === "radio" && one.checked).map((one) => one.name));
    return fields.filter((one) => {
      // While the focus is elsewhere, what stood in tabindex is kept in data-tabindex.
      const reached = (one.dataset.tabindex ?? one.getAttribute("tabindex")) !== "-1";
      const shown = reached && !one.disabled && one.checkVisibility({ visibilityProperty: true });
      return shown && (one.type !== "radio" || one.checked || !chosen.has(one.name));
    });
  };
  // It unfolds over some frames, in which its fields can't have the focus yet, or the first of them isn't there: Streamlit fetches the
  // script of a kind of field as it is first needed, and shows a skeleton meanwhile. Whoever presses Tab again by then goes further.
  let steps = 0;
  const enter = (button, frames, before) => {
    const within = document.querySelector('[data-testid="stPopoverBody"] [data-testid="stSkeleton"]') ? [] : stops();
    if (within.length && within[0] === before) within[Math.min(steps, within.length) - 1].focus();
    if (document.activeElement === button && frames > 0) requestAnimationFrame(() => enter(button, frames - 1, within[0]));
    else steps = 0;
  };
  document.addEventListener("keydown", (event) => {
    const button = document.querySelector('[data-testid="stPopoverButton"][aria-expanded="true"]');
    if (event.key !== "Tab" || !button) return;
    const within = stops();
    const here = document.activeElement;
    if (here === button && !event.shiftKey) {
      event.preventDefault();
      if (++steps === 1) enter(button, 300, null);
    } else if (here === within[0] && event.shiftKey) {
      event.preventDefault();
      button.focus();
    } else if (here === within.at(-1) && !event.shiftKey) {
      // The browser goes on from here by itself.
      button.focus();
    }
  }, true);
  // On a small screen the list of pages lies on the page: it goes as a page is chosen.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('[data-testid="stSidebarNavLink"]') || !matchMedia("(max-width: 768px)").matches) return;
    setTimeout(() => {
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
      // Chosen by a key: the focus would be lost with the list.
      if (event.detail === 0) document.querySelector(".stMain")?.focus();
    });
  });
})();
