/* Elements of the page. All text enters as text, never as markup. */

/** An element; a function among its attributes listens to the event of that name. */
export function make(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An element of a vector drawing. */
export function draw(tag, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/** A button that does something. */
export const button = (label, action, attributes = {}) =>
  make("button", { type: "button", ...attributes, click: action }, label);

/** An element with text, or nothing where there is no text. */
export const text = (tag, words, kind) => (words ? make(tag, { class: kind }, words) : null);

/** A number of things: 1 claim, 2 claims. */
export const plural = (count, word, words = `${word}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? word : words}`;

/** A link where the address is https at a host that is allowed; else only the words. */
export function anchor({ href, text: words }, hosts) {
  let address = null;
  try {
    address = new URL(href);
  } catch {
    return make("span", {}, words);
  }
  if (address.protocol !== "https:" || address.username || !hosts.includes(address.host)) {
    return make("span", {}, words);
  }
  return make("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, words);
}
