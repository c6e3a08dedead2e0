// Finds what a person would call by role and name: arguments are a scope (element or null), a role and a name (or null
// for any). Answers with the visible matches as [element, role, name]. A small part of WAI-ARIA and
// accname-1.2: as much as this interface uses.
const [scope, wantedRole, wantedName] = arguments;

const INPUTS = { button: "button", checkbox: "checkbox", image: "button", number: "spinbutton", radio: "radio",
  range: "slider", reset: "button", search: "searchbox", submit: "button" };
const TAGS = { ARTICLE: "article", ASIDE: "complementary", BUTTON: "button", DETAILS: "group", DIALOG: "dialog",
  FIELDSET: "group", H1: "heading", H2: "heading", H3: "heading", H4: "heading", IMG: "img", LI: "listitem",
  MAIN: "main", NAV: "navigation", OL: "list", OPTION: "option", OUTPUT: "status", PROGRESS: "progressbar",
  SUMMARY: "button", TABLE: "table", TD: "cell", TEXTAREA: "textbox", TH: "columnheader", TR: "row", UL: "list" };
const NAMED_BY_CONTENT = ["button", "cell", "checkbox", "columnheader", "heading", "link", "menuitem",
  "menuitemradio", "option", "radio", "row", "switch", "tab"];

const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function role(element) {
  const given = clean(element.getAttribute("role")).split(" ")[0];
  if (given) return given;
  const tag = element.tagName;
  if (tag === "INPUT") return element.hasAttribute("list") ? "combobox" : (INPUTS[element.type] ?? "textbox");
  if (tag === "SELECT") return element.multiple || element.size > 1 ? "listbox" : "combobox";
  if (tag === "A") return element.hasAttribute("href") ? "link" : "";
  if (tag === "SECTION") return own(element) ? "region" : "";
  if (tag === "FORM") return own(element) ? "form" : "";
  return TAGS[tag] ?? "";
}

/** The name an author gave, without the content. */
function own(element) {
  const by = clean(element.getAttribute("aria-labelledby"));
  if (by) return clean(by.split(" ").map((id) => content(document.getElementById(id))).join(" "));
  return clean(element.getAttribute("aria-label"));
}

function name(element, itsRole) {
  const given = own(element);
  if (given) return given;
  if (element.labels?.length) return clean([...element.labels].map(content).join(" "));
  if (element.tagName === "FIELDSET") return clean(content(element.querySelector(":scope > legend")));
  if (element.tagName === "IMG") return clean(element.alt);
  if (NAMED_BY_CONTENT.includes(itsRole)) {
    const inside = clean(content(element));
    if (inside) return inside;
  }
  return clean(element.getAttribute("title") || element.getAttribute("placeholder"));
}

function content(node) {
  if (!node) return "";
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.tagName === "BR") return " ";
  if (node.getAttribute("aria-hidden") === "true" || !node.checkVisibility({ visibilityProperty: true })) return "";
  if (node.tagName === "INPUT" || node.tagName === "SELECT") return "";
  const label = own(node);
  if (label) return ` ${label} `;
  if (node.tagName === "IMG") return ` ${node.alt} `;
  const inside = [...node.childNodes].map(content).join("");
  return getComputedStyle(node).display === "inline" ? inside : ` ${inside} `;
}

function reachable(element) {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  if (element.closest("[aria-hidden=true], [inert]")) return false;
  // A modal dialog takes the rest of the page away.
  const modal = [...document.querySelectorAll("dialog:modal")].pop();
  return !modal || modal.contains(element);
}

const found = [];
for (const element of (scope ?? document.body).querySelectorAll("*")) {
  const its = role(element);
  if (!its || (wantedRole !== null && its !== wantedRole) || !reachable(element)) continue;
  const called = name(element, its);
  if (wantedName === null || called === wantedName) found.push([element, its, called]);
}
return found;
