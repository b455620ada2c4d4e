// A page of which every site has one: its text is given.
import { page } from "./parts.js";

export function render(data) {
  const of = data.params;
  return page({ title: data.title, description: data.description, address: data.page.url, head: of.head, unlisted: of.unlisted }, of.frame, of.main, data);
}
