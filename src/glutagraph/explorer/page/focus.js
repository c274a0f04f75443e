/* The focus of the keyboard: what is made anew takes it back, so that nobody is thrown to the top of the page. */

const REGIONS = "#side, #panel, #table, #evidence";
const CONTROLS = "button, input, select, summary, a[href]";

/** What a control is known by when it is made anew. */
const nameOf = (control) =>
  control.id || control.dataset.key || control.getAttribute("aria-label") || control.textContent;

const isShown = (element) => element.isConnected && !element.closest("[hidden]");

/**
 * Makes a change. Where it takes away what had the focus, this goes to what bears the same name, to what that
 * says stands in for it, or to the first of `others` that is shown; they are asked for by the region it was in.
 */
export function keepingFocus(change, others) {
  const before = document.activeElement;
  const region = before?.closest(REGIONS);
  change();
  if (!before || before === document.body || isShown(before)) return;
  const name = nameOf(before);
  const again = region && [...region.querySelectorAll(CONTROLS)].find((control) => nameOf(control) === name);
  const standIn = before.dataset.next && document.getElementById(before.dataset.next);
  const next = [again, standIn, ...others(region)].find((one) => one && isShown(one) && one.tabIndex >= 0);
  next?.focus({ preventScroll: true });
}
