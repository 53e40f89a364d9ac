// The editor: reads its text, finds places in it, and changes a stretch so that undo still works. It never touches the
// text while somebody types: underlines are painted beside it by the CSS Custom Highlight API.

const LEVELS = ["note", "warn", "stop"];
const BLOCKS = new Set(["DIV", "P"]);

export class Editor {
  constructor(element) {
    this.element = element;
    this.marks = [];
    this.composing = false;
    element.addEventListener("compositionstart", () => (this.composing = true));
    element.addEventListener("compositionend", () => (this.composing = false));
    this.highlights = new Map();
    if (!("highlights" in CSS)) return;
    for (const [priority, name] of [...LEVELS, "here"].entries()) {
      const highlight = new Highlight();
      highlight.priority = name === "here" ? -1 : priority;
      CSS.highlights.set(`primum-${name}`, highlight);
      this.highlights.set(name, highlight);
    }
  }

  /** The text, without the newline that browsers keep at the end so that the caret has a line to stand on. */
  get text() {
    const text = this.#pieces().map((piece) => piece.text).join("");
    return text.endsWith("\n") ? text.slice(0, -1) : text;
  }

  set text(text) {
    this.element.textContent = text;
  }

  /** The pieces of the text, in order: text nodes, and the line breaks that other elements stand for. */
  #pieces() {
    const pieces = [];
    const walk = (parent) => {
      for (const node of parent.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) {
          if (node.data) pieces.push({ node, text: node.data });
        } else if (node.nodeName === "BR") {
          pieces.push({ node, text: "\n" });
        } else {
          const last = pieces.at(-1);
          if (BLOCKS.has(node.nodeName) && last && !last.text.endsWith("\n")) pieces.push({ node, text: "\n" });
          walk(node);
        }
      }
    };
    walk(this.element);
    return pieces;
  }

  /** A range over a stretch of the text, in UTF-16 units. */
  range(start, end, pieces = this.#pieces()) {
    const range = new Range();
    let at = 0;
    let begun = false;
    for (const { node, text } of pieces) {
      const after = at + text.length;
      const isText = node.nodeType === Node.TEXT_NODE;
      if (!begun && start < after) {
        if (isText) range.setStart(node, start - at);
        else range.setStartBefore(node);
        begun = true;
      }
      if (begun && end <= after) {
        if (isText) range.setEnd(node, end - at);
        else range.setEndAfter(node);
        return range;
      }
      at = after;
    }
    if (!begun) range.setStart(this.element, this.element.childNodes.length);
    range.setEnd(this.element, this.element.childNodes.length);
    return range;
  }

  /** Where the caret stands in the text, or -1. */
  get caret() {
    const { focusNode, focusOffset } = getSelection();
    if (!focusNode || !this.element.contains(focusNode)) return -1;
    let at = 0;
    for (const { node, text } of this.#pieces()) {
      if (node === focusNode) return at + focusOffset;
      if (node.compareDocumentPosition(focusNode) & Node.DOCUMENT_POSITION_PRECEDING) return at;
      at += text.length;
    }
    return at;
  }

  /** Underline the stretches that were found. */
  underline(marks) {
    this.marks = marks;
    for (const level of LEVELS) this.highlights.get(level)?.clear();
    if (!marks.length) return;
    const pieces = this.#pieces();
    for (const { start, end, level } of marks) {
      if (level) this.highlights.get(level)?.add(this.range(start, end, pieces));
    }
  }

  /** Let some stretches stand out softly. */
  point(marks) {
    const here = this.highlights.get("here");
    here?.clear();
    for (const mark of marks) here?.add(this.range(mark.start, mark.end));
  }

  /** Go to a stretch: select it, and bring it into sight. */
  go(mark) {
    const range = this.range(mark.start, mark.end);
    this.element.focus({ preventScroll: true });
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    range.startContainer.parentElement?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }

  /** Put other words in the place of a stretch, as one step that undo takes back. */
  replace(start, end, text) {
    this.element.focus();
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(this.range(start, end));
    let done = true;
    if (!text) done = document.execCommand("delete");
    for (const [number, line] of text.split("\n").entries()) {
      if (number) done = document.execCommand("insertLineBreak") && done;
      if (line) done = document.execCommand("insertText", false, line) && done;
    }
    if (!done) {
      const whole = this.text;
      this.text = whole.slice(0, start) + text + whole.slice(end);
      this.element.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }

  undo() {
    this.element.focus();
    document.execCommand("undo");
  }
}
