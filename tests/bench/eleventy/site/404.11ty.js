import { page } from "./_includes/parts.js";

export const data = { permalink: "/404.html", eleventyExcludeFromCollections: true };

export const render = (data) => page({ title: "Sidan finns inte", description: "", address: "/404.html" }, "other", "<h1>Sidan finns inte</h1>", data);
